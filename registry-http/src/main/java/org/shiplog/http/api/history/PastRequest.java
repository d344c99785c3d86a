package org.shiplog.http.api.history;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.route.Call;

/** Reads what requests about the past ask for. */
final class PastRequest {
    private static final Set<String> PAGING = Set.of("page", "page_size");
    private static final int MAX_TIME_LENGTH = 40;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;
    private static final Pattern ENCODED_SLASH = Pattern.compile("%2F", Pattern.CASE_INSENSITIVE);

    private PastRequest() {}

    /** The repository that the path names within its project. Its slashes are encoded, twice where a proxy would decode them. */
    static Optional<RepositoryName> repository(Call call) {
        String name = call.path().getOrDefault("repository_name", "");
        return RepositoryName.parse(
                call.projectName().value() + "/" + ENCODED_SLASH.matcher(name).replaceAll("/"));
    }

    static Optional<Tag> tag(Call call) {
        return Tag.parse(call.path().getOrDefault("tag_name", ""));
    }

    /** Whether the request has no parameters but these and those of paging. */
    static boolean hasOnly(Query query, Set<String> parameters) {
        return query.toMultiMap().keySet().stream()
                .allMatch(name -> parameters.contains(name) || PAGING.contains(name));
    }

    static Query query(Call call) {
        return ListRequest.query(call.request());
    }

    /** A time (RFC 3339) that has come; empty when the parameter is missing or is none. */
    static Optional<Instant> time(Query query, String name, Instant now) {
        return query.get(name)
                .filter(text -> text.length() <= MAX_TIME_LENGTH)
                .flatMap(PastRequest::parse)
                .filter(time -> time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR)
                .map(time -> time.toInstant().truncatedTo(ChronoUnit.MICROS))
                .filter(time -> !time.isAfter(now));
    }

    private static Optional<OffsetDateTime> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
