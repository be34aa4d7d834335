package io.driftgate.control.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertFile;
import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSeverity;
import io.driftgate.alert.Alerts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertQueueTest {
    private static final long ROOM = 1 << 20;

    @TempDir
    private Path directory;

    private final List<String> dropped = new ArrayList<>();

    @Test
    void keepsOrderOverARestart() throws InterruptedException {
        AlertQueue queue = open(10, ROOM);
        for (int i = 0; i < 5; i++) {
            queue.add(alert(i, AlertSeverity.ERROR));
        }
        queue.delivered(queue.take());

        assertEquals(List.of("1", "2", "3", "4"), drain(open(10, ROOM)));
        assertEquals(0, open(10, ROOM).count());
        assertEquals(List.of(), dropped);
    }

    @Test
    void whatWasTakenAndNotDeliveredIsDeliveredByTheNextProcess() throws InterruptedException {
        AlertQueue queue = open(10, ROOM);
        queue.add(alert(1, AlertSeverity.ERROR));
        queue.take();

        assertEquals(List.of("1"), drain(open(10, ROOM)));
    }

    @Test
    void dropsTheOldestThatIsNotCritical() throws InterruptedException {
        AlertQueue queue = open(3, ROOM);
        queue.add(alert(1, AlertSeverity.CRITICAL));
        queue.add(alert(2, AlertSeverity.WARNING));
        queue.add(alert(3, AlertSeverity.ERROR));
        queue.add(alert(4, AlertSeverity.CRITICAL));
        queue.add(alert(5, AlertSeverity.CRITICAL));
        assertEquals(List.of("drift dropped", "drift dropped"), dropped);

        queue.add(alert(6, AlertSeverity.INFO));
        assertEquals(3, dropped.size(), "critical ones make no room for one that isn't");
        queue.add(alert(7, AlertSeverity.CRITICAL));

        assertEquals(List.of("4", "5", "7"), drain(open(3, ROOM)));
    }

    @Test
    void doesNotDropTheOneThatIsBeingDelivered() throws InterruptedException {
        AlertQueue queue = open(2, ROOM);
        queue.add(alert(1, AlertSeverity.WARNING));
        queue.take();
        queue.add(alert(2, AlertSeverity.WARNING));
        queue.add(alert(3, AlertSeverity.WARNING));

        assertEquals(List.of("1", "3"), drain(queue));
    }

    @Test
    void staysWithinItsBytes() {
        int size = AlertFile.write(alert(0, AlertSeverity.ERROR)).length;
        AlertQueue queue = open(1000, 3L * size);
        for (int i = 0; i < 9; i++) {
            queue.add(alert(i, AlertSeverity.ERROR));
            assertTrue(queue.bytes() <= 3L * size);
        }
        assertEquals(3, queue.count());
        assertEquals(6, dropped.size());
    }

    @Test
    void putsAsideWhatIsTornForeignOrChanged() throws IOException, InterruptedException {
        AlertQueue queue = open(10, ROOM);
        for (int i = 0; i < 4; i++) {
            queue.add(alert(i, AlertSeverity.ERROR));
        }
        List<Path> files = files("queue");
        byte[] torn = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), Arrays.copyOf(torn, torn.length / 2));
        byte[] changed = Files.readAllBytes(files.get(1));
        changed[changed.length / 2] ^= 1;
        Files.write(files.get(1), changed);
        Files.write(files.get(2), new byte[0]);
        Files.writeString(directory.resolve("queue/notes.txt"), "mine");
        Files.writeString(directory.resolve("queue/00000000000000000009.alert.next"), "half");

        AlertQueue next = open(10, ROOM);

        assertEquals(List.of("3"), drain(next));
        assertEquals(4, files("corrupt").size());
        assertEquals(4, dropped.size());
        assertEquals(List.of(), files("queue"));
    }

    @Test
    void keepsARejectedOneForPeople() throws IOException, InterruptedException {
        AlertQueue queue = open(10, ROOM);
        queue.add(alert(1, AlertSeverity.ERROR));
        queue.reject(queue.take());

        assertEquals(0, queue.count());
        assertEquals(
                "1",
                AlertFile.read(Files.readAllBytes(files("rejected").get(0))).id());
        AlertQueue next = open(10, ROOM);
        assertEquals(0, next.count());
        next.add(alert(2, AlertSeverity.ERROR));
        next.reject(next.take());
        assertEquals(2, files("rejected").size(), "the second does not take the first one's place");
    }

    @Test
    void whatWasDeliveredBeforeItWasOnDiskIsNotDeliveredAgain() throws IOException, InterruptedException {
        AlertQueue queue = open(10, ROOM);
        queue.accept(alert(1, AlertSeverity.ERROR));
        queue.accept(alert(2, AlertSeverity.ERROR));
        queue.delivered(queue.take());
        queue.persist();

        assertEquals(1, files("queue").size());
        assertEquals(List.of("2"), drain(open(10, ROOM)));
    }

    @Test
    void numbersGoOnAfterARestart() throws InterruptedException {
        AlertQueue queue = open(10, ROOM);
        queue.add(alert(1, AlertSeverity.ERROR));
        AlertQueue next = open(10, ROOM);
        next.add(alert(2, AlertSeverity.ERROR));

        assertEquals(List.of("1", "2"), drain(open(10, ROOM)));
    }

    @Test
    void writesWhatWaitsOnceItCan() throws IOException, InterruptedException {
        Path inTheWay = Files.writeString(directory.resolve("queue"), "a file where the directory should be");
        AlertQueue queue = open(2, ROOM);
        for (int i = 1; i <= 3; i++) {
            queue.add(alert(i, AlertSeverity.ERROR));
        }
        Files.delete(inTheWay);

        queue.persist();

        assertEquals(List.of("2", "3"), drain(open(2, ROOM)));
    }

    @Test
    void goesOnInMemoryWhereItCanNotWrite() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("queue"), "a file where the directory should be");

        AlertQueue queue = open(10, ROOM);
        queue.add(alert(1, AlertSeverity.ERROR));
        queue.add(alert(2, AlertSeverity.ERROR));

        assertEquals(List.of("1", "2"), drain(queue));
        assertFalse(Files.isDirectory(directory.resolve("queue")));
    }

    private AlertQueue open(int count, long bytes) {
        return new AlertQueue(directory, count, bytes, (kind, result) -> dropped.add(kind + " " + result));
    }

    private static Alert alert(int id, AlertSeverity severity) {
        return Alerts.alert(Integer.toString(id), AlertKind.DRIFT, severity, "v2", false, "the input drifted");
    }

    private static List<String> drain(AlertQueue queue) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (queue.count() > 0) {
            AlertQueue.Entry entry = queue.take();
            ids.add(entry.alert().id());
            queue.delivered(entry);
        }
        return ids;
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(name))) {
            return files.sorted().toList();
        }
    }
}
