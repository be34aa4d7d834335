package io.driftgate.admin;

import io.driftgate.control.ManualOverride;
import io.driftgate.control.OverrideRefused;
import io.driftgate.control.OverrideStatus;
import io.driftgate.control.Overrides;
import io.driftgate.control.Publisher;
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
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** What people set beside the files: listing is open, changes need the bearer token. */
@Singleton
@Path("/admin/overrides")
@Produces(MediaType.APPLICATION_JSON)
public final class OverridesResource {
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
            OverrideStatus status = overrides.set(OverrideBody.read(body).request());
            return RestResponse.ResponseBuilder.<OverridesView.OverrideView>create(RestResponse.StatusCode.CREATED)
                    .entity(OverridesView.OverrideView.of(status))
                    .build();
        } catch (OverrideRefused e) {
            throw Refused.of(e);
        }
    }

    /**
     * The override that is released. Who and why are parameters, or fields of a body, which may be longer than an address.
     */
    @DELETE
    @Path("/{id}")
    public OverridesView.ReleasedView release(
            @PathParam("id") String id,
            byte[] body,
            @QueryParam("who") @DefaultValue("") String who,
            @QueryParam("why") @DefaultValue("") String why,
            @QueryParam("unsaved") @DefaultValue("false") boolean unsaved,
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        requireToken(authorization, origin, host);
        OverrideBody.Release release = body == null || body.length == 0
                ? new OverrideBody.Release(who, why, unsaved)
                : OverrideBody.read(body).release();
        try {
            ManualOverride released = overrides.release(id, release.who(), release.why(), release.unsaved());
            return OverridesView.ReleasedView.of(released);
        } catch (OverrideRefused e) {
            throw Refused.of(e);
        }
    }

    private void requireToken(String authorization, String origin, String host) {
        BearerToken.require(publisher.holder().current().settings().adminTokenFile(), authorization, origin, host);
    }
}
