package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.control.RouteStatus;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who answers a model's requests, and why.
 *
 * @param primary version of largest configured weight
 * @param active version that has most of the traffic; the primary unless drift or a person moved it
 * @param reason {@code weight} when the file's weights are in force, else {@code drift}, {@code pin} or {@code fallback}
 * @param sticky header that keeps a user on a version; absent when none
 * @param fallback where drift moves traffic, first choice first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RoutesView(
        String model,
        String primary,
        String active,
        String reason,
        Instant since,
        Optional<String> sticky,
        List<String> fallback,
        List<VersionRouteView> versions) {
    /**
     * A version.
     *
     * @param configured weight in the file
     * @param inForce weight that requests are split by now
     * @param ready whether its model server answers the probe
     * @param held why it gets no traffic whatever its weight: its gates, or a quarantine; absent when it may have some
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record VersionRouteView(
            String version, String upstream, double configured, double inForce, boolean ready, Optional<String> held) {}

    static RoutesView of(Model model, RouteStatus status) {
        List<VersionRouteView> versions = new ArrayList<>();
        for (ModelVersion version : model.versions()) {
            String name = version.name();
            versions.add(new VersionRouteView(
                    name,
                    version.upstream().toString(),
                    status.configured().getOrDefault(name, 0.0),
                    status.inForce().getOrDefault(name, 0.0),
                    status.ready().getOrDefault(name, false),
                    version.held()));
        }
        return new RoutesView(
                model.name(),
                status.primary(),
                status.active(),
                status.reason().label(),
                status.since(),
                Optional.of(model.stickyHeader()).filter(header -> !header.isEmpty()),
                status.fallback(),
                versions);
    }
}
