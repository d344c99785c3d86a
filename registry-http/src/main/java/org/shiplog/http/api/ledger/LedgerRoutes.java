package org.shiplog.http.api.ledger;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.audit.AuditScopes;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.LedgerPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.ledger.LedgerQueries.Growth;
import org.shiplog.projections.ledger.LedgerQueries.Proof;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.projections.ledger.tree.ConsistencyProof;

/**
 * What makes the log of all events provable: to whoever may read the log of the whole registry. The keys that its checkpoints are
 * verified with are for everybody who is known here.
 */
public final class LedgerRoutes {
    private static final String LEDGER = "/api/shiplog/v1/ledger";
    private static final String NOTHING = "nothing was signed yet";

    private final LedgerPorts ports;
    private final ExportStream export;

    public LedgerRoutes(LedgerPorts ports) {
        this.ports = ports;
        this.export = new ExportStream(ports.queries());
    }

    public List<Route> routes() {
        Access auditors = new Access.OnSystem(AuditScopes.LIST);
        return List.of(
                route("ledgerCheckpoint", HttpMethods.GET, "/checkpoint", auditors, plain(_ -> checkpoint())),
                route("signLedgerCheckpoint", HttpMethods.POST, "/checkpoint", auditors, plain(_ -> sign())),
                route("ledgerKeys", HttpMethods.GET, "/keys", new Access.LoggedIn(), plain(_ -> keys())),
                route("ledgerProof", HttpMethods.GET, "/proof", auditors, this::proof),
                route("ledgerConsistency", HttpMethods.GET, "/consistency", auditors, this::consistency),
                route("ledgerExport", HttpMethods.GET, "/export", auditors, plain(_ -> export.answer())));
    }

    private static Route route(String id, HttpMethod method, String path, Access access, Handler handler) {
        return new Route(id, method, PathTemplate.of(LEDGER + path), access, handler);
    }

    /** For operations that have neither parameters nor a body. */
    private static Handler plain(Function<Call, CompletionStage<HttpResponse>> answer) {
        return call -> LedgerRequest.hasNoParameters(call)
                ? answer.apply(call)
                : refuse(ApiError.BAD_REQUEST, "has no parameters");
    }

    private CompletionStage<HttpResponse> checkpoint() {
        return ports.queries()
                .checkpoint()
                .thenApply(found -> found.map(checkpoint -> text(checkpoint.note()))
                        .orElseGet(() -> ErrorResponse.of(ApiError.NOT_FOUND, NOTHING)));
    }

    private CompletionStage<HttpResponse> sign() {
        return ports.complete(ports.signer()::sign).thenApply(signing -> switch (signing) {
            case Signing.Signed(String note, long _) -> text(note);
            case Signing.Nothing _ -> ErrorResponse.of(ApiError.NOT_FOUND, "there is no event yet");
            case Signing.Inconsistent(String reason) -> ErrorResponse.of(ApiError.CONFLICT, reason);
        });
    }

    private CompletionStage<HttpResponse> keys() {
        return ports.queries().keys().thenApply(keys -> {
            ObjectNode body = Json.object();
            ArrayNode texts = body.putArray("keys");
            keys.forEach(key -> texts.add(key.toString()));
            return Json.ok(body);
        });
    }

    private CompletionStage<HttpResponse> proof(Call call) {
        return LedgerRequest.event(call)
                .map(event -> ports.queries().proof(event).thenApply(LedgerRoutes::answer))
                .orElseGet(() -> refuse(ApiError.BAD_REQUEST, LedgerRequest.EVENT_NEEDED));
    }

    private static HttpResponse answer(Proof proof) {
        return switch (proof) {
            case Proof.Proven(var file) -> text(file.toString());
            case Proof.NoSuchEvent _ -> ErrorResponse.of(ApiError.NOT_FOUND, "there is no such event");
            case Proof.NotYetSigned _ ->
                ErrorResponse.of(
                        ApiError.CONFLICT,
                        "newer than the last checkpoint: ask for one with POST " + LEDGER
                                + "/checkpoint, or wait for the next");
            case Proof.Changed _ ->
                ErrorResponse.of(ApiError.CONFLICT, "the event is not the one that was entered in the ledger");
        };
    }

    private CompletionStage<HttpResponse> consistency(Call call) {
        Optional<LedgerRequest.Sizes> sizes = LedgerRequest.sizes(call);
        if (sizes.isEmpty()) {
            return refuse(ApiError.BAD_REQUEST, LedgerRequest.SIZES_NEEDED);
        }
        return ports.queries().growth(sizes.get().from(), sizes.get().to()).thenApply(growth -> switch (growth) {
            case Growth.NoSuchSize(long largest) ->
                ErrorResponse.of(ApiError.NOT_FOUND, "the ledger has " + largest + " events");
            case Growth.Proven(ConsistencyProof proof) -> {
                ObjectNode body = Json.object().put("from", proof.from()).put("to", proof.to());
                ArrayNode hashes = body.putArray("hashes");
                proof.path().forEach(hash -> hashes.add(hash.toString()));
                yield Json.ok(body);
            }
        });
    }

    private static HttpResponse text(String text) {
        return HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, text);
    }

    private static CompletionStage<HttpResponse> refuse(ApiError error, String message) {
        return completedFuture(ErrorResponse.of(error, message));
    }
}
