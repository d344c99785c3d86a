package org.shiplog.http.api.event;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.EventFilter;
import org.shiplog.projections.feed.EventType;

/**
 * What is asked of the feed.
 *
 * @param limit the most events of a page
 * @param patience how long to wait for an event when there is none
 */
record FeedRequest(Start start, EventFilter filter, int limit, Duration patience) {
    static final int MAX_LIMIT = 1_000;
    static final int MAX_WAIT_SECONDS = 50;

    private static final int STANDARD_LIMIT = 100;
    private static final Set<String> PARAMETERS = Set.of("after", "limit", "project", "repository", "type", "wait");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    sealed interface Parsed {
        record Valid(FeedRequest request) implements Parsed {}

        /** @param message what is wrong, for people (status 400) */
        record Refused(String message) implements Parsed {}
    }

    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    static Parsed parse(HttpRequest request, boolean stream, Cursors cursors) {
        try {
            Query query = ListRequest.query(request);
            if (!PARAMETERS.containsAll(query.toMultiMap().keySet())) {
                throw new Unfit("knows only after, limit, project, repository, type and wait");
            }
            boolean paged =
                    single(query, "limit").isPresent() || single(query, "wait").isPresent();
            if (stream && paged) {
                throw new Unfit("limit and wait are for pages");
            }
            Start start = start(query, stream ? lastEventId(request) : Optional.empty(), cursors);
            int limit = number(query, "limit", 1, MAX_LIMIT).orElse(STANDARD_LIMIT);
            int wait = number(query, "wait", 0, MAX_WAIT_SECONDS).orElse(0);
            return new Parsed.Valid(new FeedRequest(start, filter(query), limit, Duration.ofSeconds(wait)));
        } catch (Unfit unfit) {
            return new Parsed.Refused(String.valueOf(unfit.getMessage()));
        }
    }

    private static Optional<String> lastEventId(HttpRequest request) {
        return request.getHeader(LAST_EVENT_ID).map(header -> header.value());
    }

    /** What a reconnecting reader has seen last counts more than where it once began. */
    private static Start start(Query query, Optional<String> lastEventId, Cursors cursors) throws Unfit {
        Optional<String> text = lastEventId.or(() -> query.get("after"));
        single(query, "after");
        return Start.parse(text.orElse("earliest"), cursors)
                .orElseThrow(() -> new Unfit("after must be a cursor from an answer, earliest or latest"));
    }

    private static Optional<String> single(Query query, String name) throws Unfit {
        List<String> values = query.getAll(name);
        if (values.size() > 1) {
            throw new Unfit(name + " is given twice");
        }
        return values.stream().findFirst();
    }

    private static Optional<Integer> number(Query query, String name, int min, int max) throws Unfit {
        Optional<String> text = single(query, name);
        Optional<Integer> number = text.filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(value -> value >= min && value <= max);
        if (text.isPresent() && number.isEmpty()) {
            throw new Unfit(name + " must be a number from " + min + " to " + max);
        }
        return number;
    }

    private static EventFilter filter(Query query) throws Unfit {
        Optional<String> project = single(query, "project");
        Optional<String> repository = single(query, "repository");
        Set<EventType> types = types(query.getAll("type"));
        Optional<String> name = project;
        Optional<String> pattern = repository;
        if (repository.isPresent() && project.isEmpty()) {
            int slash = repository.get().indexOf('/');
            name = Optional.of(repository.get().substring(0, Math.max(0, slash)));
            pattern = Optional.of(repository.get().substring(slash + 1));
        }
        return new EventFilter(types, project(name), repositories(pattern));
    }

    private static Optional<ProjectName> project(Optional<String> text) throws Unfit {
        Optional<ProjectName> name = text.flatMap(ProjectName::parse);
        if (text.isPresent() && name.isEmpty()) {
            throw new Unfit("project, or what stands before the first slash of repository, must be a project's name");
        }
        return name;
    }

    private static Optional<RepositoryGlob> repositories(Optional<String> text) throws Unfit {
        Optional<RepositoryGlob> glob = text.flatMap(RepositoryGlob::parse);
        if (text.isPresent() && glob.isEmpty()) {
            throw new Unfit("repository must be a repository's name, behind its project's unless project is given, in"
                    + " which * stands for anything");
        }
        return glob;
    }

    private static Set<EventType> types(List<String> texts) throws Unfit {
        Set<EventType> types = new LinkedHashSet<>();
        for (String text : texts) {
            for (String name : COMMA.split(text, EventType.values().length)) {
                types.add(EventType.of(name)
                        .orElseThrow(
                                () -> new Unfit("there is no such type; /api/shiplog/v1/events/schema describes all")));
            }
        }
        return types;
    }
}
