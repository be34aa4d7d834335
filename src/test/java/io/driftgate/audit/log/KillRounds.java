package io.driftgate.audit.log;

import io.driftgate.audit.Durability;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.SignedNote;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.MalformedRecord;
import io.driftgate.audit.record.RecordKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Kills a process that writes the log, at a random moment, again and again on one directory, and looks each time: every record that it called durable is there, in
 * order; the log is what the newest checkpoint that was ever seen says; and nothing is reported but torn ends. Now and then it cuts into the last record, if nobody
 * was told of that. {@code benchmarks/audit-kill} runs it.
 */
final class KillRounds {
    private static final int MAX_UP_MILLIS = 120;
    private static final int MAX_STARTING_MILLIS = 400;
    private static final int STARTS_KILLED_OF_TEN = 1;
    private static final long PATIENCE_SECONDS = 60;

    private final Path directory;
    private final SplittableRandom random;
    private Optional<Checkpoint> held = Optional.empty();

    /** The log's last record, and its frame's place. */
    private record Last(Path file, long from, long to, long index) {}

    private Optional<Last> last = Optional.empty();
    private boolean lastIsAcknowledged;

    private long acknowledged;
    private long found;
    private long torn;
    private long removed;

    KillRounds(Path directory, long seed) {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
    }

    /** Arguments: rounds, directory, seed. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Path directory = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        KillRounds run = new KillRounds(directory, seed);
        long start = System.nanoTime();
        for (int round = 1; round <= rounds; round++) {
            run.round(round);
            if (round % 50 == 0 || round == rounds) {
                System.out.println(run.summary(round) + " in " + (System.nanoTime() - start) / 1_000_000_000L + " s");
            }
        }
        System.out.println("seed " + seed + ": no acknowledged record is lost, nothing is taken for tampering");
    }

    String summary(int rounds) {
        return rounds + " rounds: " + acknowledged + " records acknowledged, " + found + " found, " + torn
                + " torn ends, " + removed + " records removed by retention, a checkpoint over "
                + held.map(Checkpoint::size).orElse(0L);
    }

    long acknowledged() {
        return acknowledged;
    }

    /** @throws AssertionError saying what is wrong */
    void round(int number) throws IOException, InterruptedException {
        Files.createDirectories(directory); // a process may be killed before it makes it
        Process process = start(number);
        Heard heard = new Heard(process);
        Thread reader = new Thread(heard, "kill-reader");
        reader.start();
        if (random.nextInt(10) < STARTS_KILLED_OF_TEN) {
            Thread.sleep(random.nextInt(MAX_STARTING_MILLIS));
        } else {
            if (!heard.first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("round " + number + ": nothing became durable; " + heard.troubles);
            }
            Thread.sleep(random.nextInt(MAX_UP_MILLIS));
        }
        process.destroyForcibly().waitFor(); // SIGKILL
        reader.join();
        for (String trouble : heard.troubles) {
            if (!trouble.startsWith("! torn-tail: ")) {
                throw new AssertionError("round " + number + ": " + trouble);
            }
            torn++;
        }
        check(number, heard.acknowledged);
    }

    /** A process that writes until it is killed: with {@code ack} in odd rounds, with {@code batch} in even ones. */
    Process start(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillWriter.class.getName(),
                        directory.toString(),
                        String.valueOf(number),
                        (number % 2 == 1 ? Durability.ACK : Durability.BATCH).name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void check(int number, long[] durable) throws IOException {
        long[] seen = new long[KillWriter.LANES];
        Sha256Tree tree = new Sha256Tree();
        boolean first = true;
        last = Optional.empty();
        lastIsAcknowledged = true;
        boolean compared = held.isEmpty();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                if (first) {
                    tree = reader.header().tree();
                    removed = tree.size();
                    compared |= held.isPresent() && held.get().size() < tree.size();
                    first = false;
                }
                expect(number, reader.header().firstIndex() == tree.size(), file + " begins where the last ended");
                for (long at = reader.offset(); reader.next(); at = reader.offset()) {
                    last = Optional.of(new Last(file, at, reader.offset(), tree.size()));
                    tree.append(reader.bytes(), reader.from(), reader.to());
                    if (held.isPresent() && held.get().size() == tree.size()) {
                        expect(number, Arrays.equals(held.get().root(), tree.root()), "the held checkpoint holds");
                        compared = true;
                    }
                    see(number, AuditRecord.read(reader.bytes(), reader.from(), reader.to()), seen, durable);
                }
            } catch (MalformedRecord e) {
                throw new AssertionError("round " + number + ": " + file, e);
            }
        }
        expect(number, compared, "the held checkpoint over " + held.map(Checkpoint::size) + " is not beyond the end");
        for (int lane = 0; lane < KillWriter.LANES; lane++) {
            expect(
                    number,
                    seen[lane] >= durable[lane],
                    "lane " + lane + ": " + durable[lane] + " acknowledged, " + seen[lane] + " found");
            acknowledged += durable[lane];
            found += seen[lane];
        }
        hold(number);
        if (!lastIsAcknowledged) {
            tear();
        }
    }

    /** As when the machine goes down too: part of a record that nobody was told of, and no checkpoint covers, never reached the disk. */
    private void tear() throws IOException {
        Last end = last.orElseThrow();
        if ((held.isPresent() && held.get().size() > end.index()) || random.nextInt(2) == 0) {
            return;
        }
        try (FileChannel file = FileChannel.open(end.file(), StandardOpenOption.WRITE)) {
            file.truncate(random.nextLong(end.from() + 1, end.to()));
        }
    }

    private void see(int number, AuditRecord record, long[] seen, long[] durable) {
        lastIsAcknowledged = true;
        if (!record.is(RecordKind.DECISION)) {
            return;
        }
        String[] id = record.requestId().split("-", -1);
        if (Integer.parseInt(id[0]) == number) {
            int lane = Integer.parseInt(id[1]);
            expect(
                    number,
                    Long.parseLong(id[2]) == seen[lane] + 1,
                    "lane " + lane + " is in order after " + seen[lane]);
            seen[lane]++;
            lastIsAcknowledged = seen[lane] <= durable[lane];
        }
    }

    private void hold(int number) throws IOException {
        Optional<Path> newest = AuditDirectory.newestCheckpoint(directory);
        if (newest.isPresent()) {
            try {
                held = Optional.of(Checkpoint.parse(
                        SignedNote.parse(Files.readString(newest.get())).text()));
            } catch (MalformedNote e) {
                throw new AssertionError("round " + number + ": " + newest.get() + " is half a checkpoint", e);
            }
        }
    }

    private static void expect(int number, boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("round " + number + ": not so: " + what);
        }
    }

    /** What the process said before it died. */
    private static final class Heard implements Runnable {
        final CountDownLatch first = new CountDownLatch(1);
        final long[] acknowledged = new long[KillWriter.LANES];
        final List<String> troubles = new ArrayList<>();
        private final Process process;

        Heard(Process process) {
            this.process = process;
        }

        @Override
        public void run() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
                // A line that the kill cut off has no end; what it says is less than what was meant, or nothing.
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    hear(line);
                }
            } catch (IOException e) {
                // the pipe went with the process
            }
        }

        private void hear(String line) {
            if (line.startsWith("!")) {
                troubles.add(line);
                return;
            }
            int space = line.indexOf(' ');
            if (space > 0 && space < line.length() - 1) {
                int lane = Integer.parseInt(line.substring(0, space));
                acknowledged[lane] = Math.max(acknowledged[lane], Long.parseLong(line.substring(space + 1)));
                first.countDown();
            }
        }
    }
}
