package org.shiplog.http.webhook;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.FindPolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.outbound.OutboundRequest.Body;
import org.shiplog.http.webhook.Sink.Sent;
import org.shiplog.projections.webhook.Delivery;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.Lane;

/** Delivers what waits in a lane, one after the other, until nothing does, one is not taken, or others should have a turn. */
public final class LaneRun {
    private static final int AT_ONCE = 100;

    private final DeliveryQueue queue;
    private final Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies;
    private final TargetSecrets secrets;
    private final Sink sink;
    private final Payloads payloads;
    private final Patience patience;

    /** What it needs from around it. */
    public record Ground(
            DeliveryQueue queue,
            Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies,
            TargetSecrets secrets,
            Sink sink) {}

    /** @param host of this registry as clients write it in references, with its port */
    public LaneRun(Ground ground, String host, Patience patience) {
        this.queue = ground.queue();
        this.policies = ground.policies();
        this.secrets = ground.secrets();
        this.sink = ground.sink();
        this.payloads = new Payloads(host);
        this.patience = patience;
    }

    /**
     * Returns when the lane is anybody's again. Blocks.
     *
     * @param ending asked between two deliveries whether to leave the others
     */
    public void run(Lane lane, BooleanSupplier ending) {
        boolean going = true;
        for (int number = 0; going && number < AT_ONCE && !ending.getAsBoolean(); number++) {
            Optional<Delivery> next = await(queue.next(lane));
            going = next.isPresent() && deliver(lane, next.get());
        }
        await(queue.release(lane));
    }

    /** Whether what waits behind it may be delivered now. */
    private boolean deliver(Lane lane, Delivery delivery) {
        Sent sent = attempt(lane, delivery);
        int failures = delivery.attempts() + 1;
        switch (sent) {
            case Sent.Taken(String words) -> await(queue.succeed(lane, delivery, words));
            case Sent.NotTaken(String words, boolean hopeless)
            when hopeless || failures >= patience.attempts() -> await(queue.fail(lane, delivery, words));
            case Sent.NotTaken(String words, boolean _) -> {
                await(queue.retry(lane, delivery, words, patience.after(failures)));
                return false;
            }
        }
        return true;
    }

    /** By the policy and its secrets as they are now. */
    private Sent attempt(Lane lane, Delivery delivery) {
        Optional<WebhookPolicy> policy = await(policies.query(lane.projectId(), new FindPolicy(lane.policyId())));
        if (policy.isEmpty() || lane.target() >= policy.get().targets().size()) {
            return new Sent.NotTaken("the policy has no such target any more", true);
        }
        WebhookTarget target = policy.get().targets().get(lane.target());
        Optional<TargetSecret> secret = await(secrets.find(target.marker()));
        if (secret.isEmpty()) {
            return new Sent.NotTaken("the target has just been changed", false);
        }
        Body body = payloads.body(target.format(), lane, delivery);
        return await(sink.send(target, secret.get(), Payloads.id(delivery).toString(), body));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
