package org.shiplog.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.RepositoryName;

/** Roles, permissions and patterns of repositories. */
final class RolesTest {
    /** Which of projectAdmin, maintainer, developer, guest, limitedGuest and everybody in a public project may do it. */
    @ParameterizedTest
    @CsvSource({
        "project:read, yyyyyy",
        "project:update, ynnnnn",
        "project:delete, ynnnnn",
        "member:list, yyyynn",
        "member:create, ynnnnn",
        "metadata:read, yynnnn",
        "metadata:update, ynnnnn",
        "metadata:list, nnnnnn",
        "log:list, ynnnnn",
        "quota:read, yyyyyn",
        "label:create, yynnnn",
        "label:list, yyyyny",
        "repository:pull, yyyyyy",
        "repository:push, yyynnn",
        "repository:push-new-tag, yyynnn",
        "repository:delete, yynnnn",
        "artifact:delete, yynnnn",
        "tag:create, yyynnn",
        "tag:delete, yynnnn",
        "immutable-tag:create, yynnnn",
        "robot:create, ynnnnn",
        "robot:list, yyyynn",
        "notification-policy:list, yynnnn",
        "notification-policy:create, ynnnnn",
        "scan:create, yynnnn",
        "scanner:create, ynnnnn",
        "configuration:update, ynnnnn",
        "export-cve:create, yyynnn"
    })
    void rolesHaveHarborsRights(String permission, String expected) {
        Permission asked = Permission.of(permission);
        StringBuilder actual = new StringBuilder();
        for (int id : new int[] {1, 4, 2, 3, 5}) {
            actual.append(Role.of(id).orElseThrow().permissions().contains(asked) ? 'y' : 'n');
        }
        actual.append(Role.PUBLIC.contains(asked) ? 'y' : 'n');
        assertThat(actual.toString()).isEqualTo(expected);
    }

    @Test
    void noRoleHasAnotherNumber() {
        assertThat(Role.of(0)).isEmpty();
        assertThat(Role.of(6)).isEmpty();
        assertThat(Role.of(1)).contains(Role.PROJECT_ADMIN);
    }

    @Test
    void everythingIsEverythingThatAnyRoleMayDo() {
        Rights all = Rights.all("test");
        for (Role role : Role.values()) {
            assertThat(role.permissions()).allMatch(all::allow);
        }
        assertThat(Permissions.OF_PROJECT).allMatch(all::allow);
    }

    @ParameterizedTest
    @CsvSource({
        "app-*, team/app-web, true",
        "app-*, team/app2, false",
        "app-*, team/app-web/cache, false",
        "app-*/**, team/app-web/cache/x, true",
        "app-*/**, team/app-web, true",
        "**, team/anything/at/all, true",
        "**/cache, team/a/b/cache, true",
        "**/cache, team/cache, true",
        "**/cache, team/cache2, false",
        "a*b*c, team/axxbyyc, true",
        "a*b*c, team/axxbyy, false",
        "app, other/app, true",
        "app, team/apps, false"
    })
    void patternsMatchSegments(String pattern, String repository, boolean expected) {
        assertThat(new RepositoryGlob(pattern).matches(new RepositoryName(repository)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "A", "a b", "a//b", "..%2f", "a?b", "[a]"})
    void rejectsWhatIsNoPattern(String text) {
        assertThat(RepositoryGlob.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryGlob(text));
    }

    @Test
    void aPatternOfManyStarsIsQuick() {
        String pattern = "a*".repeat(60);
        RepositoryName name = new RepositoryName("team/" + "a".repeat(200) + "0");
        assertThat(new RepositoryGlob(pattern).matches(name)).isTrue();
        assertThat(new RepositoryGlob(pattern + "b").matches(name)).isFalse();
    }

    @Test
    void permissionsHaveAForm() {
        assertThat(Permission.parse("repository", "pull")).contains(Permission.PULL);
        assertThat(Permission.parse("repository", "*")).isEmpty();
        assertThat(Permission.parse("repo sitory", "pull")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Permission.of("repository"));
        assertThat(Set.of(Permission.PUSH, Permission.PULL)).allMatch(Permission::concernsRepositories);
        assertThat(Permission.READ_PROJECT.concernsRepositories()).isFalse();
    }
}
