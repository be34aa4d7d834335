package io.driftgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is, as the build wrote it into its resources.
 *
 * @param revision commit, or {@code unknown} when the build wasn't told
 */
public record BuildInfo(String version, String revision) {
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is not in the build");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(properties.getProperty("version"), properties.getProperty("revision"));
    }

    /** Such as {@code driftgate 1.2.0 (3f2a…)}. */
    @Override
    public String toString() {
        return "driftgate " + version + (revision.equals("unknown") ? "" : " (" + revision + ")");
    }
}
