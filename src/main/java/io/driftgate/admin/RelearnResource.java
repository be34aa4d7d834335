package io.driftgate.admin;

import io.driftgate.control.DriftLoop;
import io.driftgate.control.OverrideRefused;
import io.driftgate.control.Publisher;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Has a version learn its baseline anew; needs the bearer token, and says who and why. */
@Singleton
@Path("/admin/models/{model}/versions/{version}/relearn")
@Produces(MediaType.APPLICATION_JSON)
public final class RelearnResource {
    private final Publisher publisher;
    private final DriftLoop driftLoop;

    RelearnResource(Publisher publisher, DriftLoop driftLoop) {
        this.publisher = publisher;
        this.driftLoop = driftLoop;
    }

    /**
     * What was done.
     *
     * @param learning whether the version learns from now on; false when the files on disk have an error, so that the former configuration,
     *     what was learned included, stays in force until they are mended
     */
    public record RelearnView(String model, String version, boolean learning) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RelearnView relearn(
            @PathParam("model") String model,
            @PathParam("version") String version,
            byte[] body,
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        BearerToken.require(publisher.holder().current().settings().adminTokenFile(), authorization, origin, host);
        OverrideBody.Release reason = OverrideBody.read(body).release();
        try {
            Publisher.Result result = driftLoop.relearn(model, version, reason.who(), reason.why());
            return new RelearnView(model, version, result.status() != Publisher.Status.REJECTED);
        } catch (OverrideRefused e) {
            throw Refused.of(e);
        }
    }
}
