package io.driftgate.admin;

import io.driftgate.control.DriftLoop;
import io.driftgate.control.Publisher;
import io.driftgate.control.RouteStatus;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.DisagreementLog;
import io.driftgate.telemetry.DisagreementLogs;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is in force, for people and scripts. Reads only; open. */
@Singleton
@Path("/admin")
@Produces(MediaType.APPLICATION_JSON)
public final class AdminResource {
    private final Publisher publisher;
    private final DriftLoop driftLoop;
    private final DisagreementLogs disagreements;

    AdminResource(Publisher publisher, DriftLoop driftLoop, DisagreementLogs disagreements) {
        this.publisher = publisher;
        this.driftLoop = driftLoop;
        this.disagreements = disagreements;
    }

    @GET
    @Path("/snapshot")
    public SnapshotView snapshot() {
        return SnapshotView.of(publisher.holder().current(), publisher);
    }

    @GET
    @Path("/models/{model}/drift")
    public DriftView drift(@PathParam("model") String name) {
        return DriftView.of(
                model(name),
                driftLoop.reports(name),
                driftLoop.windowGates(name),
                driftLoop.note(name),
                version -> driftLoop.learning(name, version));
    }

    @GET
    @Path("/models/{model}/canary")
    public CanaryView canary(@PathParam("model") String name) {
        return driftLoop
                .canary(model(name).name())
                .map(status -> CanaryView.of(name, status))
                .orElseThrow(() -> Refused.notFound(
                        "model '" + name + "' has no canary", "name one under route.canary of the model"));
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

    @GET
    @Path("/policies/{name}/disagreements")
    public DisagreementsView disagreements(@PathParam("name") String name) {
        Set<String> known = new TreeSet<>();
        for (Model model : publisher.holder().current().models()) {
            for (ModelVersion version : model.versions()) {
                known.add(version.policy().name());
                version.trial().ifPresent(trial -> known.add(trial.policy()));
            }
        }
        known.remove("");
        if (!known.contains(name)) {
            throw Refused.notFound(
                    "no such policy",
                    known.isEmpty() ? "no policy is in use" : "in use here: " + String.join(", ", known));
        }
        return DisagreementsView.of(name, DisagreementLog.KEPT, disagreements.newestFirst(name));
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
