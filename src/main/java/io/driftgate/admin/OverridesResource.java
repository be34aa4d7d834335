package io.driftgate.admin;

import io.driftgate.control.ManualOverride;
import io.driftgate.control.OverrideKind;
import io.driftgate.control.OverrideRefused;
import io.driftgate.control.OverrideRequest;
import io.driftgate.control.OverrideStatus;
import io.driftgate.control.Overrides;
import io.driftgate.control.Publisher;
import io.driftgate.source.Durations;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/** What people set beside the files: listing is open, changes need the bearer token. */
@Singleton
@Path("/admin/overrides")
@Produces(MediaType.APPLICATION_JSON)
public final class OverridesResource {
    private static final int MAX_BODY_BYTES = 16 << 10;

    private final Publisher publisher;
    private final Overrides overrides;

    OverridesResource(Publisher publisher, Overrides overrides) {
        this.publisher = publisher;
        this.overrides = overrides;
    }

    /** @param model only this one's; all when empty */
    @GET
    public OverridesView list(@QueryParam("model") @DefaultValue("") String model) {
        List<OverrideStatus> all = overrides.list().stream()
                .filter(each -> model.isEmpty() || each.override().model().equals(model))
                .toList();
        return OverridesView.of(all, overrides.problems());
    }

    /** 201 with what is in force now. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<OverridesView.OverrideView> set(
            byte[] body,
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        requireToken(authorization, origin, host);
        try {
            OverrideStatus status = overrides.set(read(body));
            return RestResponse.ResponseBuilder.<OverridesView.OverrideView>create(RestResponse.StatusCode.CREATED)
                    .entity(OverridesView.OverrideView.of(status))
                    .build();
        } catch (OverrideRefused e) {
            throw Refused.of(e);
        }
    }

    /** The override that is released. */
    @DELETE
    @Path("/{id}")
    public OverridesView.ReleasedView release(
            @PathParam("id") String id,
            @QueryParam("who") @DefaultValue("") String who,
            @QueryParam("why") @DefaultValue("") String why,
            @QueryParam("unsaved") @DefaultValue("false") boolean unsaved,
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        requireToken(authorization, origin, host);
        try {
            ManualOverride released = overrides.release(id, who, why, unsaved);
            return OverridesView.ReleasedView.of(released);
        } catch (OverrideRefused e) {
            throw Refused.of(e);
        }
    }

    private void requireToken(String authorization, String origin, String host) {
        BearerToken.require(publisher.holder().current().settings().adminTokenFile(), authorization, origin, host);
    }

    /** Strict: a field that nobody knows is an error, lest a mistyped {@code for} makes an override that never ends. */
    private static OverrideRequest read(byte[] given) {
        byte[] body = given == null ? new byte[0] : given;
        if (body.length > MAX_BODY_BYTES) {
            throw Refused.invalid("", "the body is larger than " + MAX_BODY_BYTES + " bytes", "");
        }
        // JSON is read as the YAML that it also is.
        Problems problems = new Problems();
        Optional<OverrideRequest> request =
                YamlReader.read(body, "body", problems).flatMap(root -> read(Fields.of(root, problems, "")));
        Optional<Problem> first = problems.all().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .findFirst();
        if (first.isPresent() || request.isEmpty()) {
            throw Refused.invalid(
                    "",
                    first.map(problem -> problem.position() + ": " + problem.message())
                            .orElse("the body is no request"),
                    first.map(Problem::hint)
                            .filter(hint -> !hint.isEmpty())
                            .orElse("such as {\"kind\": \"pin\", \"model\": \"credit-risk\", \"version\": \"v1\","
                                    + " \"who\": \"ann\", \"why\": \"INC-42\", \"for\": \"2h\"}"));
        }
        return request.get();
    }

    private static Optional<OverrideRequest> read(Fields fields) {
        String kind = fields.string("kind", "");
        String model = fields.string("model", "");
        String version = fields.string("version", "");
        String rule = fields.string("rule", "");
        String who = fields.string("who", "");
        String why = fields.string("why", "");
        Optional<String> lasts = fields.string("for");
        boolean replace = fields.bool("replace", false);
        boolean unsaved = fields.bool("unsaved", false);
        fields.reportUnknown();
        OverrideKind known = OverrideKind.of(kind)
                .orElseThrow(() -> Refused.invalid(
                        "kind",
                        kind.isEmpty() ? "kind is missing" : "there is no kind '" + kind + "'",
                        "kinds are: "
                                + Arrays.stream(OverrideKind.values())
                                        .map(OverrideKind::label)
                                        .collect(Collectors.joining(", "))));
        Optional<Duration> duration = lasts.map(text -> Durations.parseNanos(text)
                .map(Duration::ofNanos)
                .orElseThrow(() -> Refused.invalid("for", "for is no duration", "such as 30m or 2h")));
        return Optional.of(new OverrideRequest(known, model, version, rule, who, why, duration, replace, unsaved));
    }
}
