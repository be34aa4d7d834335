package io.driftgate.admin;

import io.driftgate.control.Publisher;
import io.driftgate.control.stream.PaneStreams;
import io.driftgate.sketch.stream.PaneFormat;
import io.driftgate.snapshot.Model;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * {@code GET /admin/models/{model}/sketches?since=TIME}, with the bearer token: the panes that are still in memory. They need the
 * token although they change nothing: a pane of few rows says much of each.
 */
@Singleton
@Path("/admin/models/{model}/sketches")
public final class SketchesResource {
    private final Publisher publisher;
    private final PaneStreams streams;

    SketchesResource(Publisher publisher, PaneStreams streams) {
        this.publisher = publisher;
        this.streams = streams;
    }

    /**
     * A stream, the oldest pane first; empty when there is none.
     *
     * @param since ISO 8601 in UTC, or milliseconds since 1970: panes that ended later; all when empty
     */
    @GET
    @Produces(PaneFormat.MEDIA_TYPE)
    public byte[] panes(
            @PathParam("model") String model,
            @QueryParam("since") @DefaultValue("") String since,
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        BearerToken.require(publisher.holder().current().settings().adminTokenFile(), authorization, origin, host);
        List<String> models =
                publisher.holder().current().models().stream().map(Model::name).toList();
        if (!models.contains(model)) {
            throw Refused.notFound("no such model", "known here: " + String.join(", ", models));
        }
        long millis = millis(since);
        return streams.own()
                .orElseThrow(() -> Refused.notFound(
                        "no panes leave this process", "write sketches: {} in driftgate.yaml and restart"))
                .recent()
                .since(model, millis);
    }

    private static long millis(String since) {
        if (since.isEmpty()) {
            return -1;
        }
        try {
            return since.matches("[0-9]{1,15}")
                    ? Long.parseLong(since)
                    : Instant.parse(since).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Refused.invalid(
                    "since", "'since' is no time", "write 2026-01-02T03:04:05Z, or milliseconds since 1970 UTC");
        }
    }
}
