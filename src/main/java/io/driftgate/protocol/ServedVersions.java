package io.driftgate.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads which versions of a model a server says that it serves.
 *
 * <pre>
 * Open Inference Protocol v2, GET /v2/models/{m}   {"name": "m", "versions": ["2"], ...}
 * TF Serving, GET /v1/models/{m}                   {"model_version_status": [{"version": "2", "state": "AVAILABLE", ...}]}
 * others, in either place                          {"model_version": "2"}
 * </pre>
 *
 * What an MLflow server says at {@code /version} is the version of MLflow. Stateless.
 */
public final class ServedVersions {
    private static final int MAX_VERSIONS = 100;
    private static final int MAX_NAME = 128;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build());

    private ServedVersions() {}

    /** The versions in the order in which the server names them; none when it doesn't say. */
    public static List<String> of(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            return List.of();
        }
        List<String> versions = new ArrayList<>();
        if (root != null && root.isObject()) {
            root.path("versions").forEach(version -> add(version, versions));
            root.path("model_version_status").forEach(status -> {
                if (status.path("state").asText("AVAILABLE").equals("AVAILABLE")) {
                    add(status.path("version"), versions);
                }
            });
            if (versions.isEmpty()) {
                add(root.path("model_version"), versions);
            }
        }
        return List.copyOf(versions);
    }

    private static void add(JsonNode version, List<String> versions) {
        String name = version.asText();
        if (version.isValueNode()
                && !version.isNull()
                && !name.isBlank()
                && name.length() <= MAX_NAME
                && versions.size() < MAX_VERSIONS
                && !versions.contains(name)) {
            versions.add(name);
        }
    }
}
