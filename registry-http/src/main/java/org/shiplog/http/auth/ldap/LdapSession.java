package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRuntimeException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.shiplog.http.auth.ldap.LdapPlan.Account;

/** One conversation with the server, which ends in time whatever the server does. */
final class LdapSession implements AutoCloseable {
    private static final Filter ANYTHING = Filter.createPresenceFilter("objectClass");
    private static final String NO_ATTRIBUTES = "1.1";

    /** What servers say when the password is wrong, or may not be used, as opposed to when they cannot tell. */
    private static final Set<ResultCode> NO_LOGIN = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.UNWILLING_TO_PERFORM,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.REFERRAL);

    private static final Set<ResultCode> NOT_HERE = Set.of(
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.REFERRAL);

    private static final Set<ResultCode> MORE_THAN_GIVEN =
            Set.of(ResultCode.SIZE_LIMIT_EXCEEDED, ResultCode.ADMIN_LIMIT_EXCEEDED);

    private final LDAPConnection connection;
    private final Duration timeout;
    private final Deadline deadline;

    LdapSession(LDAPConnection connection, Duration timeout, Deadline deadline) {
        this.connection = connection;
        this.timeout = timeout;
        this.deadline = deadline;
    }

    /** @param limit the most entries wanted */
    record Search(DN base, SearchScope scope, Filter filter, int limit) {
        /** A search for the one entry, whatever it is. */
        static Search at(DN dn) {
            return at(dn, ANYTHING);
        }

        static Search at(DN dn, Filter filter) {
            return new Search(dn, SearchScope.BASE, filter, 1);
        }
    }

    /** @param complete whether the server has no more of them */
    record Entries(List<SearchResultEntry> found, boolean complete) {
        Entries {
            found = List.copyOf(found);
        }
    }

    /** Logs in, if the server accepts the password. */
    boolean login(Account account) throws LDAPException {
        try {
            SimpleBindRequest request = new SimpleBindRequest(account.dn(), account.password());
            request.setResponseTimeoutMillis(timeLeft().toMillis());
            connection.bind(request);
            return true;
        } catch (LDAPException e) {
            if (NO_LOGIN.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    /** @throws LDAPException when the server cannot tell, or knows no such base */
    Entries search(Search search, List<String> attributes) throws LDAPException {
        Collector collector = new Collector(search.limit());
        SearchRequest request = new SearchRequest(
                collector, search.base(), search.scope(), search.filter(), attributes.toArray(String[]::new));
        Duration left = timeLeft();
        request.setResponseTimeoutMillis(left.toMillis());
        request.setTimeLimitSeconds(Math.toIntExact(left.plusMillis(999).toSeconds()));
        request.setSizeLimit(search.limit());
        try {
            connection.search(request);
            return new Entries(collector.entries, true);
        } catch (LDAPException e) {
            if (MORE_THAN_GIVEN.contains(e.getResultCode())) {
                return new Entries(collector.entries, false);
            }
            throw e;
        } catch (LDAPRuntimeException e) {
            throw e.getLDAPException();
        }
    }

    /** Like a search, except that a base which is not there has no entries. */
    List<SearchResultEntry> lookUp(Search search, List<String> attributes) throws LDAPException {
        try {
            return search(search, attributes).found();
        } catch (LDAPException e) {
            if (NOT_HERE.contains(e.getResultCode())) {
                return List.of();
            }
            throw e;
        }
    }

    /** Whether searches can begin here. */
    boolean reaches(DN base) throws LDAPException {
        try {
            search(Search.at(base), List.of(NO_ATTRIBUTES));
            return true;
        } catch (LDAPException e) {
            if (NOT_HERE.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    private Duration timeLeft() throws LDAPException {
        Duration left = deadline.left();
        if (left.toMillis() == 0) {
            throw new LDAPException(ResultCode.TIMEOUT, "the operation took too long");
        }
        return left.compareTo(timeout) < 0 ? left : timeout;
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Keeps what was asked for, and stops listening to a server that sends more, or without end. */
    private final class Collector implements SearchResultListener {
        private static final long serialVersionUID = 1;

        private final int limit;
        private final List<SearchResultEntry> entries = new ArrayList<>();

        private Collector(int limit) {
            this.limit = limit;
        }

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {
            if (entries.size() == limit) {
                throw stop(ResultCode.PROTOCOL_ERROR, "the server sends more entries than were asked for");
            }
            entries.add(entry);
            stopWhenOver();
        }

        @Override
        public void searchReferenceReturned(SearchResultReference reference) {
            // Another server was not asked for.
            stopWhenOver();
        }

        private void stopWhenOver() {
            if (deadline.isOver()) {
                throw stop(ResultCode.TIMEOUT, "the answer took too long");
            }
        }

        private static LDAPRuntimeException stop(ResultCode code, String message) {
            return new LDAPRuntimeException(new LDAPException(code, message));
        }
    }
}
