package org.shiplog.http.oci;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;

/** The repository that a call is about: what is asked of it, and what is taken from it. */
final class Repositories {
    private final OciPorts ports;

    Repositories(OciPorts ports) {
        this.ports = ports;
    }

    static RepositoryName name(Call call) {
        return call.repository().orElseThrow(() -> new IllegalStateException("the route names no repository"));
    }

    static Optional<Long> generation(Call call) {
        return call.project().flatMap(ProjectFacts::generation);
    }

    /** Asks the repository and answers the call from what it says; with 404 if the repository does not exist. */
    <R> CompletionStage<HttpResponse> ask(
            Call call, LongFunction<RepositoryQuery<R>> query, Function<R, CompletionStage<HttpResponse>> answer) {
        Optional<Long> generation = generation(call);
        if (generation.isEmpty()) {
            return now(ApiError.NAME_UNKNOWN);
        }
        return ports.repositories()
                .query(name(call), query.apply(generation.get()))
                .thenCompose(answer);
    }

    /** Asks the repository; nothing is found in one that does not exist. */
    <R> CompletionStage<Optional<R>> find(Call call, LongFunction<RepositoryQuery<Optional<R>>> query) {
        Optional<Long> generation = generation(call);
        return generation.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : ports.repositories().query(name(call), query.apply(generation.get()));
    }

    /** The error for what was not found in the repository, which may not exist itself. */
    static ApiError unknown(Call call, ApiError ofContent) {
        return generation(call).isEmpty() ? ApiError.NAME_UNKNOWN : ofContent;
    }

    /** Sends a command that takes something away, and answers 202; with 404 if the repository does not exist. */
    CompletionStage<HttpResponse> delete(Call call, LongFunction<RepositoryCommand> command) {
        Optional<Long> generation = generation(call);
        if (generation.isEmpty()) {
            return now(ApiError.NAME_UNKNOWN);
        }
        return ports.repositories()
                .execute(name(call), command.apply(generation.get()), call.provenance())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<RepositoryRefusal> _ ->
                        HttpResponse.create().withStatus(StatusCodes.ACCEPTED);
                    case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) -> OciRefusals.response(refusal);
                });
    }

    RepositoryWrite write(Call call) {
        return new RepositoryWrite(ports, call);
    }

    static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }

    static CompletionStage<HttpResponse> now(ApiError error) {
        return now(OciError.of(error).response());
    }

    static Optional<Digest> digest(Call call) {
        return Digest.parse(call.path().getOrDefault(OciPath.DIGEST, ""));
    }
}
