package io.driftgate.control;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * A {@link StateFile} of JSON, and what an operator should know of it. A corrupt file is moved aside and said aloud, never
 * overwritten in silence; one that can't be written is said once and tried again. Not thread-safe: its store's lock guards it.
 */
final class StateJson {
    private static final Logger LOG = Logger.getLogger(StateJson.class);

    private final StateFile file;
    private final String what;
    private final String without;
    private Optional<String> lost = Optional.empty();
    private Optional<String> unwritten = Optional.empty();

    /**
     * Names what the file holds.
     *
     * @param what in the plural, such as {@code drift switches}
     * @param without what follows when those of the former process are forgotten
     */
    StateJson(StateFile file, String what, String without) {
        this.file = file;
        this.what = what;
        this.without = without;
    }

    /** What a former process left; empty where there is nothing, or nothing that can be read. */
    <T> Optional<T> read(BiFunction<YamlNode, Problems, T> parse) {
        Optional<byte[]> bytes;
        try {
            bytes = file.read();
        } catch (IOException e) {
            lose("can't be read (" + e + ")");
            return Optional.empty();
        }
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        // JSON is read as the YAML that it also is: strict, with positions in the complaint.
        Problems problems = new Problems();
        Optional<T> found =
                YamlReader.read(bytes.get(), file.toString(), problems).map(root -> parse.apply(root, problems));
        if (problems.hasErrors()) {
            lose("is corrupt (" + problems.all().get(0).position() + ": "
                    + problems.all().get(0).message() + ")");
            return Optional.empty();
        }
        return found;
    }

    private void lose(String why) {
        lost = Optional.of(file + " " + why + "; " + file.keepAside() + ". The " + what
                + " of the former process are forgotten: " + without);
        LOG.error(lost.get());
    }

    void write(String json) {
        try {
            file.write(json.getBytes(StandardCharsets.UTF_8));
            if (unwritten.isPresent()) {
                LOG.infof("%s is written again", file);
            }
            unwritten = Optional.empty();
        } catch (IOException e) {
            String problem = file + " can't be written (" + e + "): a restart would forget " + what + ". "
                    + StateFile.remedySentence(e);
            if (!unwritten.equals(Optional.of(problem))) {
                LOG.error(problem);
            }
            unwritten = Optional.of(problem);
        }
    }

    /** Whether the last write failed. */
    boolean isUnwritten() {
        return unwritten.isPresent();
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        lost.ifPresent(problems::add);
        unwritten.ifPresent(problems::add);
        return problems;
    }
}
