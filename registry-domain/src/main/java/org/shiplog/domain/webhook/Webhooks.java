package org.shiplog.domain.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;

/** The webhook policies of one project, which is known by its number: one that is created again begins without. */
public record Webhooks(PersistentMap<Long, WebhookPolicy> byId) {
    static final Webhooks NONE = new Webhooks(PersistentMap.empty());

    private @Nullable WebhookPolicy named(String name) {
        WebhookPolicy[] found = new WebhookPolicy[1];
        byId.forEach((_, policy) -> {
            if (policy.name().equals(name)) {
                found[0] = policy;
            }
        });
        return found[0];
    }

    public sealed interface WebhookCommand {
        record CreatePolicy(WebhookPolicy policy) implements WebhookCommand {}

        /** @param from the policy as the change was decided upon: another one by now means that somebody was faster */
        record ChangePolicy(WebhookPolicy from, WebhookPolicy to) implements WebhookCommand {}

        /** @param expected the policy must be this one still, or be gone; empty for as it is */
        record DeletePolicy(long policyId, Optional<WebhookPolicy> expected) implements WebhookCommand {}
    }

    public sealed interface WebhookEvent {
        record PolicyCreated(WebhookPolicy policy) implements WebhookEvent {}

        record PolicyChanged(WebhookPolicy from, WebhookPolicy to) implements WebhookEvent {}

        record PolicyDeleted(WebhookPolicy policy) implements WebhookEvent {}
    }

    public sealed interface WebhookRefusal {
        record PolicyExists(long policyId) implements WebhookRefusal {}

        record PolicyUnknown() implements WebhookRefusal {}

        /** Somebody else has changed it meanwhile. */
        record PolicyMoved() implements WebhookRefusal {}

        record TooManyPolicies(int limit) implements WebhookRefusal {}
    }

    /** The policy of that id. */
    public record FindPolicy(long policyId) implements Query<Webhooks, Optional<WebhookPolicy>> {
        @Override
        public Optional<WebhookPolicy> answer(Webhooks webhooks) {
            return Optional.ofNullable(webhooks.byId().get(policyId));
        }
    }

    /** All policies, which are few. */
    public record ListPolicies() implements Query<Webhooks, PolicyList> {
        @Override
        public PolicyList answer(Webhooks webhooks) {
            List<WebhookPolicy> policies = new ArrayList<>();
            webhooks.byId().forEach((_, policy) -> policies.add(policy));
            return new PolicyList(policies);
        }
    }

    public record PolicyList(List<WebhookPolicy> policies) {
        public PolicyList {
            policies = List.copyOf(policies);
        }
    }

    public static final class Rules implements Aggregate<Webhooks, WebhookCommand, WebhookEvent, WebhookRefusal> {
        /** The most policies of a project. */
        public static final int MAX_POLICIES = 50;

        @Override
        public Webhooks initial() {
            return NONE;
        }

        @Override
        public Decision<WebhookEvent, WebhookRefusal> decide(Webhooks webhooks, WebhookCommand command) {
            return switch (command) {
                case WebhookCommand.CreatePolicy(WebhookPolicy policy) -> create(webhooks, policy);
                case WebhookCommand.ChangePolicy(WebhookPolicy from, WebhookPolicy to) -> change(webhooks, from, to);
                case WebhookCommand.DeletePolicy(long policyId, Optional<WebhookPolicy> expected) ->
                    delete(webhooks.byId().get(policyId), expected);
            };
        }

        private static Decision<WebhookEvent, WebhookRefusal> create(Webhooks webhooks, WebhookPolicy policy) {
            @Nullable WebhookPolicy taken = webhooks.named(policy.name());
            if (taken != null) {
                return Decision.refuse(new WebhookRefusal.PolicyExists(taken.policyId()));
            }
            return webhooks.byId().size() >= MAX_POLICIES
                    ? Decision.refuse(new WebhookRefusal.TooManyPolicies(MAX_POLICIES))
                    : Decision.accept(new WebhookEvent.PolicyCreated(policy));
        }

        private static Decision<WebhookEvent, WebhookRefusal> change(
                Webhooks webhooks, WebhookPolicy from, WebhookPolicy to) {
            @Nullable WebhookPolicy now = webhooks.byId().get(to.policyId());
            if (now == null) {
                return Decision.refuse(new WebhookRefusal.PolicyUnknown());
            }
            if (now.equals(to)) {
                return Decision.accept();
            }
            if (!now.equals(from)) {
                return Decision.refuse(new WebhookRefusal.PolicyMoved());
            }
            @Nullable WebhookPolicy taken = webhooks.named(to.name());
            if (taken != null && taken.policyId() != to.policyId()) {
                return Decision.refuse(new WebhookRefusal.PolicyExists(taken.policyId()));
            }
            return Decision.accept(new WebhookEvent.PolicyChanged(from, to));
        }

        private static Decision<WebhookEvent, WebhookRefusal> delete(
                @Nullable WebhookPolicy now, Optional<WebhookPolicy> expected) {
            if (now == null) {
                return expected.isPresent() ? Decision.accept() : Decision.refuse(new WebhookRefusal.PolicyUnknown());
            }
            return expected.isPresent() && !expected.get().equals(now)
                    ? Decision.refuse(new WebhookRefusal.PolicyMoved())
                    : Decision.accept(new WebhookEvent.PolicyDeleted(now));
        }

        @Override
        public Webhooks evolve(Webhooks webhooks, WebhookEvent event) {
            return switch (event) {
                case WebhookEvent.PolicyCreated(WebhookPolicy policy) ->
                    new Webhooks(webhooks.byId().put(policy.policyId(), policy));
                case WebhookEvent.PolicyChanged changed ->
                    new Webhooks(webhooks.byId().put(changed.to().policyId(), changed.to()));
                case WebhookEvent.PolicyDeleted(WebhookPolicy policy) ->
                    new Webhooks(webhooks.byId().remove(policy.policyId()));
            };
        }
    }
}
