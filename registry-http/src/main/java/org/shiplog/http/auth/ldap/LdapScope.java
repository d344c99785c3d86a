package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.SearchScope;
import java.util.Arrays;
import java.util.Optional;

/** How far below its base a search looks. The constants stand in the order of their numbers in settings, 0, 1 and 2. */
public enum LdapScope {
    /** The base entry alone. */
    BASE(SearchScope.BASE),
    /** The entries right below the base. */
    ONE(SearchScope.ONE),
    /** The base and everything below it. */
    SUB(SearchScope.SUB);

    private final SearchScope scope;

    LdapScope(SearchScope scope) {
        this.scope = scope;
    }

    /** Empty for a number that is no scope. */
    public static Optional<LdapScope> of(int number) {
        return Arrays.stream(values())
                .filter(scope -> scope.ordinal() == number)
                .findFirst();
    }

    SearchScope scope() {
        return scope;
    }
}
