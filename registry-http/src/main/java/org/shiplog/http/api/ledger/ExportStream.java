package org.shiplog.http.api.ledger;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.ledger.LedgerExport.Portion;
import org.shiplog.projections.ledger.LedgerExport.Position;
import org.shiplog.projections.ledger.LedgerQueries;

/** Sends an export while it is read, one portion at a time and only as fast as the client takes it. */
final class ExportStream {
    private static final ContentType LINES = ContentTypes.parse("application/x-ndjson");

    private final LedgerQueries queries;

    ExportStream(LedgerQueries queries) {
        this.queries = queries;
    }

    CompletionStage<HttpResponse> answer() {
        return queries.beginExport()
                .thenApply(begun -> begun.map(this::stream)
                        .orElseGet(() -> ErrorResponse.of(ApiError.NOT_FOUND, "nothing was signed yet")));
    }

    private HttpResponse stream(Portion begun) {
        Source<ByteString, NotUsed> more = Source.unfoldAsync(begun.next(), this::next);
        Source<ByteString, NotUsed> lines = Source.single(bytes(begun)).concat(more);
        return HttpResponse.create().withEntity(HttpEntities.create(LINES, lines));
    }

    private CompletionStage<Optional<Pair<Optional<Position>, ByteString>>> next(Optional<Position> position) {
        return position.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : queries.continueExport(position.get())
                        .thenApply(portion -> Optional.of(Pair.create(portion.next(), bytes(portion))));
    }

    private static ByteString bytes(Portion portion) {
        StringBuilder text = new StringBuilder();
        portion.lines().forEach(line -> text.append(line.text()).append('\n'));
        return ByteString.fromString(text.toString());
    }
}
