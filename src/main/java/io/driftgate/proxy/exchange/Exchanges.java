package io.driftgate.proxy.exchange;

import io.driftgate.pii.Uninspectable;
import io.driftgate.protocol.PathMatch;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Protocols;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.route.Hashes;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Upstream;
import io.driftgate.telemetry.Outcome;
import java.util.Optional;

/** Decides from a request's head what becomes of it: the steps before any byte of the body, in order. Owned by one event loop. */
public final class Exchanges {
    private static final int LOOP_DETECTED = 508;
    private static final Protocol PLAIN = Protocols.byId("json").orElseThrow();

    private final LoopState loop;

    public Exchanges(LoopState loop) {
        this.loop = loop;
    }

    /** The exchange for a request; the caller starts it. */
    public Exchange begin(ClientStream client, RequestHead head) {
        LoopState.Bound bound = loop.bound();
        if (cameRound(head.fields())) {
            return refused(bound, client, head, Outcome.UNAVAILABLE, LOOP_DETECTED, "the request came round in a loop");
        }
        PathMatch match = bound.snapshot.paths().match(head.method(), head.path());
        if (match instanceof PathMatch.Infer infer) {
            return infer(bound, client, head, infer);
        }
        if (match instanceof PathMatch.Metadata metadata) {
            return metadata(bound, client, head, metadata);
        }
        if (match instanceof PathMatch.NotServed notServed) {
            return new RefusedExchange(
                    loop,
                    bound,
                    client,
                    head,
                    null,
                    bound.unmatched,
                    notServed.protocol(),
                    "",
                    Outcome.NOT_FOUND,
                    notServed.status(),
                    notServed.message());
        }
        return unmatched(bound, client, head);
    }

    private Exchange unmatched(LoopState.Bound bound, ClientStream client, RequestHead head) {
        Optional<Upstream> target = bound.snapshot.settings().unmatched();
        if (target.isEmpty()) {
            return refused(bound, client, head, Outcome.NOT_FOUND, 404, "no model is served at this path");
        }
        if (PathAliases.mayReachGoverned(bound.snapshot.paths(), head.path())) {
            return refused(
                    bound, client, head, Outcome.NOT_FOUND, 400, "the path is another spelling of a governed one");
        }
        return admitted(new PassingExchange(loop, bound, client, head, bound.unmatched, target.get(), PLAIN, "", ""));
    }

    private Exchange metadata(
            LoopState.Bound bound, ClientStream client, RequestHead head, PathMatch.Metadata metadata) {
        ModelState model = bound.models[metadata.model()];
        int version = model.model.route().choose(keyHash(model, head));
        String name = model.model.name();
        if (model.model.denied().isPresent() || version == Route.NONE) {
            return new RefusedExchange(
                    loop,
                    bound,
                    client,
                    head,
                    null,
                    model.unrouted,
                    metadata.protocol(),
                    name,
                    Outcome.UNAVAILABLE,
                    503,
                    whyUnavailable(model));
        }
        if (head.declaredLength() != 0) {
            return new RefusedExchange(
                    loop,
                    bound,
                    client,
                    head,
                    null,
                    model.unrouted,
                    metadata.protocol(),
                    name,
                    Outcome.MALFORMED,
                    400,
                    "no body is accepted here");
        }
        ModelVersion chosen = model.versions[version].version;
        return admitted(new PassingExchange(
                loop,
                bound,
                client,
                head,
                model.versions[version].meters,
                chosen.upstream(),
                metadata.protocol(),
                name,
                chosen.name()));
    }

    private Exchange infer(LoopState.Bound bound, ClientStream client, RequestHead head, PathMatch.Infer infer) {
        ModelState model = bound.models[infer.model()];
        Protocol protocol = infer.protocol();
        if (!loop.audit().acceptsRequests()) { // the exchange says so itself, whatever it is refused for
            return refused(
                    bound, client, head, model, protocol, Outcome.SHED, 503, "the audit log takes no more records");
        }
        if (model.model.denied().isPresent()) {
            return denied(bound, client, head, model, protocol);
        }
        if (!infer.version().isEmpty()) {
            return refused(
                    bound, client, head, model, protocol, Outcome.NOT_FOUND, 404, "a path may not choose the version");
        }
        int maxBodyBytes = bound.snapshot.settings().limits().maxBodyBytes();
        if (head.declaredLength() > maxBodyBytes) {
            return refused(
                    bound,
                    client,
                    head,
                    model,
                    protocol,
                    Outcome.TOO_LARGE,
                    413,
                    "the body is larger than " + maxBodyBytes + " bytes");
        }
        long keyHash = keyHash(model, head);
        int version = model.model.route().choose(keyHash);
        if (version == Route.NONE) {
            return denied(bound, client, head, model, protocol);
        }
        Encoding encoding = BodyDecoding.of(head.fields());
        BodyKind kind = BodyKind.of(head.fields(), protocol);
        String uninspectable = encoding == Encoding.UNKNOWN
                ? "only one of gzip, deflate and identity is accepted as Content-Encoding"
                : kind == BodyKind.OTHER ? BodyKind.acceptedBy(protocol) : "";
        if (!uninspectable.isEmpty()
                && model.isEnforced()
                && !Guard.mayPassUnread(model, model.versions[version], Uninspectable.ENCODING)) {
            return refused(bound, client, head, model, protocol, Outcome.MALFORMED, 415, uninspectable);
        }
        RouteReason reason = model.model.route().reason();
        if (reason == RouteReason.WEIGHT && isSticky(model, head)) {
            reason = RouteReason.STICKY;
        }
        return admitted(new GovernedExchange(
                loop, bound, client, head, model, protocol, version, keyHash, reason, encoding, kind, uninspectable));
    }

    /** The exchange itself with one of {@code maxConcurrent} slots, or its refusal when none is free. */
    private Exchange admitted(Exchange exchange) {
        if (exchange.takeSlot()) {
            return exchange;
        }
        loop.countShed(ShedReason.CONCURRENCY);
        Exchange refused = new RefusedExchange(exchange, Outcome.SHED, 503, "too many requests at once");
        refused.records().shedFor(ShedReason.CONCURRENCY);
        return refused;
    }

    /** Hash of the sticky header's value, or a random one: what version and policy are chosen by, under salts of their own. */
    private long keyHash(ModelState model, RequestHead head) {
        int field = isSticky(model, head) ? head.fields().find(model.stickyHeader) : FieldBlock.NONE;
        if (field == FieldBlock.NONE) {
            return loop.newHash();
        }
        FieldBlock fields = head.fields();
        return Hashes.of(fields.bytes(), fields.valueFrom(field), fields.valueTo(field));
    }

    private static boolean isSticky(ModelState model, RequestHead head) {
        if (model.stickyHeader.length == 0) {
            return false;
        }
        int field = head.fields().find(model.stickyHeader);
        return field != FieldBlock.NONE
                && head.fields().valueFrom(field) < head.fields().valueTo(field);
    }

    private Exchange denied(
            LoopState.Bound bound, ClientStream client, RequestHead head, ModelState model, Protocol protocol) {
        return refused(bound, client, head, model, protocol, Outcome.UNAVAILABLE, 503, whyUnavailable(model));
    }

    private static String whyUnavailable(ModelState model) {
        return model.model.denied().isPresent()
                ? "the model's policy or baseline is invalid; see the gateway's log"
                : model.nobodyAnswers;
    }

    private Exchange refused(
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            ModelState model,
            Protocol protocol,
            Outcome outcome,
            int status,
            String message) {
        return new RefusedExchange(
                loop,
                bound,
                client,
                head,
                model,
                model.unrouted,
                protocol,
                model.model.name(),
                outcome,
                status,
                message);
    }

    private Exchange refused(
            LoopState.Bound bound, ClientStream client, RequestHead head, Outcome outcome, int status, String message) {
        return new RefusedExchange(
                loop, bound, client, head, null, bound.unmatched, PLAIN, "", outcome, status, message);
    }

    /** Whether this very process has forwarded the request before. */
    private boolean cameRound(FieldBlock fields) {
        int first = fields.find(KnownField.VIA);
        if (first == FieldBlock.NONE) {
            return false;
        }
        for (int i = first; i < fields.size(); i++) {
            if (fields.known(i) == KnownField.VIA && fields.value(i).contains(loop.via())) {
                return true;
            }
        }
        return false;
    }
}
