package io.driftgate.admin;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place that turns errors into responses. */
@Singleton
public final class ErrorMapper {
    @ServerExceptionMapper
    public RestResponse<ErrorView> refused(Refused refused) {
        ResponseBuilder<ErrorView> response = answer(refused.status(), refused.view());
        if (refused.status() == RestResponse.StatusCode.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }

    @ServerExceptionMapper
    public RestResponse<ErrorView> noSuchPath(NotFoundException notFound) {
        return answer(
                        RestResponse.StatusCode.NOT_FOUND,
                        new ErrorView(
                                "no such path",
                                "see /admin/snapshot, /admin/models/{model}/drift, /admin/models/{model}/routes,"
                                        + " /admin/models/{model}/sketches, /admin/policies/{name}/disagreements,"
                                        + " /admin/overrides, /q/health, /q/metrics",
                                Optional.empty()))
                .build();
    }

    private static ResponseBuilder<ErrorView> answer(int status, ErrorView view) {
        return ResponseBuilder.<ErrorView>create(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(view);
    }
}
