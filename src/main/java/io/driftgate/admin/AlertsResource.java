package io.driftgate.admin;

import io.driftgate.control.alert.AlertCenter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What is wrong now, and whether people are told. Reads only; open, and without a secret. */
@Singleton
@Path("/admin/alerts")
@Produces(MediaType.APPLICATION_JSON)
public final class AlertsResource {
    private final AlertCenter alerts;

    AlertsResource(AlertCenter alerts) {
        this.alerts = alerts;
    }

    @GET
    public AlertsView alerts() {
        return AlertsView.of(alerts);
    }
}
