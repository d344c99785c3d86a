package org.shiplog.http.api.webhook;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.domain.webhook.WebhookTarget.Kind;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Globs;
import org.shiplog.http.outbound.ServerUrl;

/**
 * A policy as a request writes it. What only answers tell is passed over, so that what was read can be written back.
 *
 * @param repositories not one of Harbor's
 */
record PolicyRequest(
        String name,
        String description,
        Optional<Boolean> enabled,
        List<WebhookEventType> events,
        List<RepositoryGlob> repositories,
        List<Target> targets) {
    private static final int MAX_AUTH_HEADER = 2_048;
    private static final int MAX_SECRET = 256;
    private static final int MAX_URL = 1_024;
    private static final int MAX_WORD = 64;
    private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Set<String> FIELDS = Set.of(
            "name",
            "description",
            "enabled",
            "event_types",
            "repositories",
            "targets",
            "id",
            "project_id",
            "creator",
            "creation_time",
            "update_time",
            "backlog");
    private static final Set<String> TARGET_FIELDS =
            Set.of("type", "address", "auth_header", "skip_cert_verify", "payload_format", "secret");

    /**
     * It prints without secrets.
     *
     * @param secret empty to leave it as it is
     */
    record Target(
            Kind kind,
            Format format,
            String address,
            String origin,
            String authHeader,
            boolean skipCertificate,
            Optional<String> secret) {
        @Override
        public String toString() {
            return kind + " " + origin;
        }
    }

    static PolicyRequest of(Fields fields) throws Fields.Unfit {
        fields.only(FIELDS);
        String name = fields.text("name", WebhookPolicy.MAX_NAME).orElse("").strip();
        if (name.isEmpty()) {
            throw new Fields.Unfit("a policy needs a name");
        }
        List<Target> targets = new ArrayList<>();
        for (Fields target : fields.objects("targets", WebhookTarget.MAX_TARGETS)) {
            targets.add(target(target));
        }
        if (targets.isEmpty()) {
            throw new Fields.Unfit("a policy needs targets");
        }
        return new PolicyRequest(
                name,
                fields.text("description", WebhookPolicy.MAX_DESCRIPTION).orElse(""),
                fields.flag("enabled"),
                events(fields),
                Globs.read(fields, "repositories"),
                targets);
    }

    private static List<WebhookEventType> events(Fields fields) throws Fields.Unfit {
        List<WebhookEventType> events = new ArrayList<>();
        for (String text : fields.texts("event_types", WebhookEventType.values().length, MAX_WORD)) {
            events.add(WebhookEventType.parse(text)
                    .orElseThrow(() -> new Fields.Unfit("event_types has a type that there is not")));
        }
        if (events.isEmpty()) {
            throw new Fields.Unfit("a policy needs event_types");
        }
        return events;
    }

    private static Target target(Fields fields) throws Fields.Unfit {
        fields.only(TARGET_FIELDS);
        Kind kind = switch (fields.text("type", MAX_WORD).orElse("")) {
            case "http" -> Kind.HTTP;
            case "slack" -> Kind.SLACK;
            default -> throw new Fields.Unfit("a target's type must be http or slack");
        };
        String address = fields.text("address", MAX_URL).orElse("");
        URI url = ServerUrl.parse(address)
                .orElseThrow(() -> new Fields.Unfit(
                        "a target's address must be an http or https URL of a host, without user and fragment"));
        return new Target(
                kind,
                format(kind, fields.text("payload_format", MAX_WORD).orElse("")),
                address.strip(),
                url.getScheme() + "://" + url.getRawAuthority(),
                line(fields, "auth_header", MAX_AUTH_HEADER).orElse(""),
                fields.flag("skip_cert_verify").orElse(false),
                line(fields, "secret", MAX_SECRET));
    }

    private static Format format(Kind kind, String text) throws Fields.Unfit {
        if (kind == Kind.SLACK) {
            if (!text.isEmpty()) {
                throw new Fields.Unfit("payload_format is not for targets of type slack");
            }
            return Format.SLACK;
        }
        return switch (text) {
            case "", "Default" -> Format.DEFAULT;
            case "CloudEvents" -> Format.CLOUD_EVENTS;
            default -> throw new Fields.Unfit("payload_format must be Default or CloudEvents");
        };
    }

    private static Optional<String> line(Fields fields, String name, int maxLength) throws Fields.Unfit {
        Optional<String> text = fields.text(name, maxLength);
        if (text.isPresent() && !ONE_LINE.matcher(text.get()).matches()) {
            throw new Fields.Unfit(name + " must be one line of ASCII characters");
        }
        return text;
    }
}
