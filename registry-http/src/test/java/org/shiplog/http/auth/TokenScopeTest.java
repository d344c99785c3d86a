package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Action;

class TokenScopeTest {
    private static final RepositoryName NAME = new RepositoryName("a/b");

    @Test
    void readsActionsOfOneRepositoryFromSeveralScopes() {
        assertThat(parse("repository:a/b:pull", "repository:a/b:push registry:catalog:*"))
                .isEqualTo(new TokenScope(Map.of(NAME, Set.of(Action.PULL, Action.PUSH, Action.PUSH_NEW_TAG)), true));
    }

    @Test
    void readsEverythingAsEveryAction() {
        assertThat(parse("repository:a/b:*").repositories()).containsEntry(NAME, EnumSet.allOf(Action.class));
    }

    @Test
    void passesOverTheClassOfATypeAndUnknownActions() {
        assertThat(parse("repository(plugin):a/b:pull,fly").repositories()).containsEntry(NAME, Set.of(Action.PULL));
    }

    @Test
    void passesOverWhatIsMalformed() {
        assertThat(parse(
                        "",
                        " ",
                        ":",
                        "::",
                        "repository",
                        "repository:a/b",
                        "repository:A/b:pull",
                        "registry:catalog:pull"))
                .isEqualTo(new TokenScope(Map.of(), false));
        assertThat(parse("repository:host:5000/a/b:pull").repositories()).isEmpty();
        assertThat(parse("repository:" + "a".repeat(600) + ":pull").repositories())
                .isEmpty();
    }

    @Test
    void looksAtAHundredScopesAtMost() {
        List<String> many = IntStream.range(0, 1_000)
                .mapToObj(i -> "repository:a/r" + i + ":pull")
                .toList();
        assertThat(TokenScope.parse(many).repositories()).hasSize(TokenScope.MAX_SCOPES);
        assertThat(TokenScope.parse(List.of(String.join(" ", many))).repositories())
                .hasSize(TokenScope.MAX_SCOPES);
    }

    private static TokenScope parse(String... parameters) {
        return TokenScope.parse(List.of(parameters));
    }
}
