package org.shiplog.cluster.membership;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;

/** This node's place in Pekko's cluster. */
final class PekkoCluster {
    private final Cluster cluster;
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();

    PekkoCluster(ActorSystem<?> system) {
        this.cluster = Cluster.get(Adapter.toClassic(system));
        cluster.registerOnMemberUp(() -> up.complete(null));
        cluster.registerOnMemberRemoved(() -> removed.complete(null));
    }

    MemberTable.Address address() {
        return listed(cluster.selfAddress());
    }

    /** Begins a cluster of one. */
    void joinSelf() {
        cluster.join(cluster.selfAddress());
    }

    /** Asks all of them; the first that answers takes this node in. Asking again replaces what was asked before. */
    void joinAny(List<MemberTable.Address> members) {
        cluster.joinSeedNodes(members.stream().map(this::address).toList());
    }

    /** Whether some member has taken this node in, which can be undone only by another start. */
    boolean isTakenIn() {
        return !cluster.selfMember().status().equals(MemberStatus.removed());
    }

    boolean awaitUp(Duration patience) {
        try {
            CompletableFuture.anyOf(up, removed).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return isUp();
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining", e);
        }
    }

    boolean isUp() {
        return up.isDone() && !removed.isDone();
    }

    /** Runs it when this node is no member any more, because it left or because it was downed. */
    void whenRemoved(Runnable reaction) {
        cluster.registerOnMemberRemoved(reaction);
    }

    boolean hasOthers() {
        return !othersUp().isEmpty();
    }

    Set<MemberTable.Address> othersUp() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> !member.uniqueAddress().equals(cluster.selfUniqueAddress()))
                .filter(member -> member.status().equals(MemberStatus.up()))
                .map(member -> listed(member.address()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Gives a member up: the others take over what it does, and it learns that it is none any more. */
    void down(MemberTable.Address member) {
        cluster.down(address(member));
    }

    private Address address(MemberTable.Address member) {
        Address self = cluster.selfAddress();
        return new Address(self.protocol(), self.system(), member.host(), member.port());
    }

    private static MemberTable.Address listed(Address member) {
        return new MemberTable.Address(
                member.getHost().orElseThrow(), member.getPort().orElseThrow());
    }
}
