package io.driftgate.control.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What is wrong now, by key, in memory and in {@code alerts/open}, so that a restart doesn't alert again and still resolves what it
 * left open. The file is replaced as a whole: for each alert the length of its state and of its record, and both.
 *
 * <p>One thread changes it; any thread may ask.
 */
final class OpenAlerts {
    static final int MAX_OPEN = 1_000;

    private static final Logger LOG = Logger.getLogger(OpenAlerts.class);
    private static final int MAX_PART_BYTES = 1 << 20;

    /**
     * One.
     *
     * @param state what it was last told as; the same isn't told twice
     */
    record Open(Alert alert, String state) {}

    private final Path file;
    private volatile Map<String, Open> byKey = Map.of();
    private boolean unwritten;

    OpenAlerts(Path directory) {
        this.file = directory.resolve("open");
        read();
    }

    private void read() {
        Map<String, Open> found = new LinkedHashMap<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            while (bytes.hasRemaining()) {
                String state = new String(part(bytes), StandardCharsets.UTF_8);
                Alert alert = AlertFile.read(part(bytes));
                found.put(alert.key(), new Open(alert, state));
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException | RuntimeException e) {
            LOG.errorf(
                    "%s can't be read (%s): what it held and is still wrong is alerted once more, what is over is not resolved",
                    file, e.getMessage());
            StateFiles.putAside(file, file.resolveSibling("corrupt"), AlertQueue.KEPT_ASIDE);
        }
        byKey = copy(found);
    }

    private static byte[] part(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() < Integer.BYTES) {
            throw new IOException("it is torn");
        }
        int length = bytes.getInt();
        if (length < 0 || length > MAX_PART_BYTES || length > bytes.remaining()) {
            throw new IOException("it is torn");
        }
        byte[] part = new byte[length];
        bytes.get(part);
        return part;
    }

    List<Open> all() {
        return List.copyOf(byKey.values());
    }

    Optional<Open> of(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Whether there is no room for another key. */
    boolean isFull() {
        return byKey.size() >= MAX_OPEN;
    }

    /** In memory; {@link #persist} takes it to disk. */
    void open(Alert alert, String state) {
        Map<String, Open> next = new LinkedHashMap<>(byKey);
        next.put(alert.key(), new Open(alert, state));
        byKey = copy(next);
    }

    /** Likewise. */
    void close(String key) {
        Map<String, Open> next = new LinkedHashMap<>(byKey);
        if (next.remove(key) != null) {
            byKey = copy(next);
        }
    }

    private static Map<String, Open> copy(Map<String, Open> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    void persist() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Open open : new ArrayList<>(byKey.values())) {
            for (byte[] part : List.of(open.state().getBytes(StandardCharsets.UTF_8), AlertFile.write(open.alert()))) {
                out.writeBytes(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
                out.writeBytes(part);
            }
        }
        try {
            StateFiles.write(file, out.toByteArray());
            unwritten = false;
        } catch (IOException e) {
            if (!unwritten) {
                LOG.errorf("%s can't be written (%s): a restart alerts once more of what is still wrong", file, e);
            }
            unwritten = true;
        }
    }
}
