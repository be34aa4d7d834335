package io.driftgate.admin;

import io.driftgate.control.Publisher;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code POST /-/reload}, with the bearer token: loads the files again. */
@Singleton
@Path("/-/reload")
@Produces(MediaType.APPLICATION_JSON)
public final class ReloadResource {
    private static final int UNPROCESSABLE = 422;

    private final Publisher publisher;

    ReloadResource(Publisher publisher) {
        this.publisher = publisher;
    }

    /** 200 when what the files say is in force afterwards, 422 with the problems when they were rejected. */
    @POST
    public RestResponse<ReloadView> reload(
            @HeaderParam("Authorization") @DefaultValue("") String authorization,
            @HeaderParam("Origin") @DefaultValue("") String origin,
            @HeaderParam("Host") @DefaultValue("") String host) {
        BearerToken.require(publisher.holder().current().settings().adminTokenFile(), authorization, origin, host);
        Publisher.Result result = publisher.reload();
        int status = result.status() == Publisher.Status.REJECTED ? UNPROCESSABLE : RestResponse.StatusCode.OK;
        return RestResponse.ResponseBuilder.<ReloadView>create(status)
                .entity(ReloadView.of(result))
                .build();
    }
}
