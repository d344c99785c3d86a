package org.shiplog.http.api.port;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.webhook.TargetSecrets;

/** What the operations on webhook policies stand on. */
public record WebhookPorts(
        Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> policies, TargetSecrets secrets, WebhookLists lists) {}
