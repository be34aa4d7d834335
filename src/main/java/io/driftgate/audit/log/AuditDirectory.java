package io.driftgate.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What lies where in the log's directory.
 *
 * <pre>
 * segment-000000000001.log               segments, numbered from 1 without a hole; the oldest may be gone
 * segment-000000000002.log.next          one that is being made: no part of the log
 * checkpoints/00000000000000012345       signed notes, by the number of records that they cover, 20 digits
 * torn-000000000002-4711.bin             what was cut off a segment's end, by its number and offset
 * checkpoint.pub                         public keys of the checkpoints' signers, one per line
 * lock                                   held by the process that writes
 * </pre>
 */
public final class AuditDirectory {
    /** Where in the directory the checkpoints lie. */
    public static final String CHECKPOINTS = "checkpoints";

    /** Public keys that sign or signed the checkpoints, a vkey per line. */
    public static final String PUBLIC_KEYS = "checkpoint.pub";

    static final String TORN = "torn-";
    static final String NEXT = ".next";

    private static final Pattern SEGMENT = Pattern.compile("segment-([0-9]{12})\\.log");
    private static final Pattern CHECKPOINT = Pattern.compile("[0-9]{20}");

    private AuditDirectory() {}

    /** The segments' files in the order of their numbers. A hole in the numbers is for the caller to find. */
    public static List<Path> segments(Path directory) throws IOException {
        TreeMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                number(file.getFileName().toString()).ifPresent(number -> found.put(number, file));
            }
        }
        return List.copyOf(found.values());
    }

    /** The checkpoints' files, those that cover the fewest records first. */
    public static List<Path> checkpoints(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(CHECKPOINTS))) {
            return files.filter(file ->
                            CHECKPOINT.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The newest checkpoint's file. */
    public static Optional<Path> newestCheckpoint(Path directory) throws IOException {
        List<Path> checkpoints = checkpoints(directory);
        return checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.get(checkpoints.size() - 1));
    }

    /** The number of a segment with this file name; empty when it is none of a segment. */
    public static OptionalLong number(String name) {
        Matcher matcher = SEGMENT.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    static List<Long> numbers(Collection<String> names) {
        List<Long> numbers = new ArrayList<>();
        names.forEach(name -> number(name).ifPresent(numbers::add));
        numbers.sort(null);
        return numbers;
    }

    static String segmentName(long number) {
        return String.format("segment-%012d.log", number);
    }

    static String checkpointName(long size) {
        return String.format("%020d", size);
    }
}
