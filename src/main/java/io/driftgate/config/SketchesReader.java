package io.driftgate.config;

import io.driftgate.sketch.stream.StreamSettings;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code sketches:}. Absent, no pane leaves the process. Nothing on disk is looked at or made here.
 *
 * <pre>
 * sketches:
 *   replica: gateway-1                         # otherwise the host's name
 *   directory: /var/lib/driftgate/sketches     # otherwise panes can only be pulled
 *   retention: 7d
 *   maxBytes: 1073741824
 * </pre>
 */
final class SketchesReader {
    private static final long MINUTE = 60_000_000_000L;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final Pattern REPLICA = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private SketchesReader() {}

    static Optional<StreamSettings> read(Fields root, SourceFiles files, Problems problems) {
        return root.mapping("sketches").map(fields -> settings(fields, files, problems));
    }

    private static StreamSettings settings(Fields fields, SourceFiles files, Problems problems) {
        Optional<String> replica = fields.string("replica");
        if (replica.isPresent() && !REPLICA.matcher(replica.get()).matches()) {
            problems.error(
                    fields.get("replica").orElse(fields.node()),
                    "sketches.replica must be 1 to 63 letters, digits, '.', '_' or '-'",
                    "a name for this gateway among its replicas, such as gateway-1");
        }
        StreamSettings settings = new StreamSettings(
                replica,
                fields.string("directory").map(files::resolve),
                fields.durationNanos("retention", StreamSettings.DEFAULT_RETENTION_NANOS, MINUTE, 3660 * DAY),
                fields.integer(
                        "maxBytes", StreamSettings.DEFAULT_MAX_BYTES, StreamSettings.MIN_MAX_BYTES, Long.MAX_VALUE));
        if (settings.directory().isEmpty()) {
            for (String key : new String[] {"retention", "maxBytes"}) {
                fields.get(key)
                        .ifPresent(node -> problems.error(
                                node,
                                fields.pathOf(key) + " has no effect without sketches.directory",
                                "remove it, or say where files go"));
            }
        }
        fields.reportUnknown();
        return settings;
    }
}
