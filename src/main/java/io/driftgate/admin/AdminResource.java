package io.driftgate.admin;

import io.driftgate.control.DriftLoop;
import io.driftgate.control.Publisher;
import io.driftgate.control.RouteStatus;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Collectors;

/** What is in force, for people and scripts. Reads only; open. */
@Singleton
@Path("/admin")
@Produces(MediaType.APPLICATION_JSON)
public final class AdminResource {
    private final Publisher publisher;
    private final DriftLoop driftLoop;

    AdminResource(Publisher publisher, DriftLoop driftLoop) {
        this.publisher = publisher;
        this.driftLoop = driftLoop;
    }

    @GET
    @Path("/snapshot")
    public SnapshotView snapshot() {
        return SnapshotView.of(publisher.holder().current(), publisher);
    }

    @GET
    @Path("/models/{model}/drift")
    public DriftView drift(@PathParam("model") String name) {
        return DriftView.of(model(name), driftLoop.reports(name), driftLoop.note(name));
    }

    @GET
    @Path("/models/{model}/routes")
    public RoutesView routes(@PathParam("model") String name) {
        Model model = model(name);
        RouteStatus status = driftLoop
                .route(name)
                .orElseThrow(() -> Refused.notFound(
                        "model '" + name + "' has no route yet", "it was added a moment ago; ask again"));
        return RoutesView.of(model, status);
    }

    private Model model(String name) {
        Snapshot snapshot = publisher.holder().current();
        return snapshot.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.notFound(
                        "no such model",
                        "known here: "
                                + snapshot.models().stream().map(Model::name).collect(Collectors.joining(", "))));
    }
}
