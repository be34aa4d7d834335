package io.driftgate.admin;

import io.driftgate.control.DriftLoop;
import io.driftgate.control.Publisher;
import io.driftgate.governance.GovernanceReport;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.LiveFigures;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a version's card promises, what its gates say of it, and what it does now: {@code governance_report.json} with a member {@code
 * live}. Of a version without gates there is that member alone. Reads only; open.
 */
@Singleton
@Path("/admin/models/{model}/versions/{version}/report")
@Produces(MediaType.APPLICATION_JSON)
public final class ReportResource {
    private final Publisher publisher;
    private final DriftLoop driftLoop;
    private final LiveFigures figures;

    ReportResource(Publisher publisher, DriftLoop driftLoop, LiveFigures figures) {
        this.publisher = publisher;
        this.driftLoop = driftLoop;
        this.figures = figures;
    }

    @GET
    public Map<String, Object> report(@PathParam("model") String modelName, @PathParam("version") String versionName) {
        Snapshot snapshot = publisher.holder().current();
        Model model = snapshot.models().stream()
                .filter(each -> each.name().equals(modelName))
                .findFirst()
                .orElseThrow(() -> Refused.notFound(
                        "no such model",
                        "known here: "
                                + names(snapshot.models().stream()
                                        .map(Model::name)
                                        .toList())));
        ModelVersion version = model.versions().stream()
                .filter(each -> each.name().equals(versionName))
                .findFirst()
                .orElseThrow(() -> Refused.notFound(
                        "no such version of " + modelName,
                        "known here: "
                                + names(model.versions().stream()
                                        .map(ModelVersion::name)
                                        .toList())));
        Map<String, Object> report = new LinkedHashMap<>();
        version.release()
                .ifPresentOrElse(
                        release -> report.putAll(
                                GovernanceReport.of(release, version.gates(), snapshot.digest(), Instant.now())),
                        () -> {
                            report.put("model_id", modelName);
                            report.put("model_version", versionName);
                            report.put("validation_results", List.of());
                        });
        report.put(
                "live",
                LiveView.of(
                        model,
                        version,
                        driftLoop,
                        publisher.served(model, version),
                        figures.of(modelName, versionName)));
        return report;
    }

    private static String names(List<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}
