package org.shiplog.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.shiplog.cluster.membership.MemberTable.Address;

/** A node of a cluster of four that looks into the database every second. */
final class UnheardTest {
    private static final Address A = new Address("a", 1);
    private static final Address B = new Address("b", 1);
    private static final Address C = new Address("c", 1);
    private static final Set<Address> ALL = Set.of(A, B, C);

    private final Map<Address, UUID> runs =
            new HashMap<>(Map.of(A, UUID.randomUUID(), B, UUID.randomUUID(), C, UUID.randomUUID()));
    private final Map<UUID, Instant> heard = new HashMap<>();
    private final Unheard unheard = new Unheard(Timing.STANDARD, 0);
    private Instant now = Instant.EPOCH;

    @Test
    void findsAMemberThatTheDatabaseHasNotHeardForTenSeconds() {
        pass(20, ALL, A, B, C);

        assertThat(pass(9, ALL, A, B)).isEmpty();
        assertThat(pass(1, ALL, A, B)).containsExactly(C);
    }

    @Test
    void findsNobodyWhenTheDatabaseHearsHalfOfTheNodesAtMost() {
        pass(20, ALL, A, B, C);

        assertThat(pass(60, ALL, A)).isEmpty();
        assertThat(pass(60, ALL)).isEmpty();
    }

    @Test
    void findsNobodyWhoMayOnlyBeLateAfterTheDatabaseWasAwayForAll() {
        pass(20, ALL, A, B, C);
        now = now.plusSeconds(60);

        assertThat(pass(9, ALL, A, B)).isEmpty();
        assertThat(pass(1, ALL, A, B, C)).isEmpty();
        assertThat(pass(9, ALL, A, B)).isEmpty();
    }

    @Test
    void findsNobodyWhoIsNoMemberAnyMore() {
        pass(20, ALL, A, B, C);

        assertThat(pass(60, Set.of(A, B), A, B)).isEmpty();
    }

    @Test
    void sparesWhoeverHasTheAddressOfAMemberThatDied() {
        pass(20, ALL, A, B, C);
        pass(60, Set.of(A, B), A, B);

        // It is up in the cluster a moment before it is in the list.
        assertThat(pass(3, ALL, A, B)).isEmpty();
        var later = new Unlisted(runs.get(C), heard.get(runs.get(C)));
        runs.put(C, UUID.randomUUID());
        for (int second = 0; second < 30; second++) {
            assertThat(pass(1, ALL, later, A, B, C)).isEmpty();
        }
    }

    /** The row of a member that died, whose address another one has. */
    private record Unlisted(UUID run, Instant heartbeatAt) {}

    /** @param living those whose signs of life arrive; @return what is found at the end */
    private Set<Address> pass(int seconds, Set<Address> up, Address... living) {
        return pass(seconds, up, null, living);
    }

    private Set<Address> pass(int seconds, Set<Address> up, Unlisted dead, Address... living) {
        Set<Address> found = Set.of();
        for (int second = 0; second < seconds; second++) {
            now = now.plusSeconds(1);
            Arrays.stream(living).forEach(member -> heard.put(runs.get(member), now));
            List<ListedMember> listed = runs.entrySet().stream()
                    .map(entry -> listed(entry.getKey(), entry.getValue(), heard.get(entry.getValue())))
                    .collect(Collectors.toList());
            if (dead != null) {
                listed.add(listed(C, dead.run(), dead.heartbeatAt()));
            }
            found = unheard.among(
                    listed, up, Duration.between(Instant.EPOCH, now).toNanos());
        }
        return found;
    }

    private ListedMember listed(Address address, UUID run, Instant heartbeatAt) {
        return new ListedMember(
                run, address.host(), address.port(), "machine", 1, heartbeatAt, Duration.between(heartbeatAt, now));
    }
}
