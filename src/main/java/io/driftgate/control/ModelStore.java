package io.driftgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.alert.Json;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that a restart must not forget of each model, in memory and in a file of the state directory. Thread-safe.
 *
 * <p>Guarantees: the {@link StateFile} is replaced as a whole. A corrupt file is moved aside and said aloud, never overwritten in silence. A
 * state directory that can't be written does not stop serving: what is kept then lives in memory, {@link #problems()} says so, and
 * {@link #retry()} tries again.
 *
 * <pre>
 * {"format": 2, "switches": {"credit-risk": {...}, ...}}
 * </pre>
 *
 * @param <V> what is kept of a model; immutable
 */
abstract class ModelStore<V> {
    private final StateJson file;
    private final String field;
    private final int oldestFormat;
    private final int format;

    /** Replaced as a whole, so that a reader does not wait for the disk. */
    private volatile Map<String, V> models = Map.of();

    /**
     * Names what is kept, and where.
     *
     * @param what in the plural, such as {@code drift switches}
     * @param without what follows when those of a former process are forgotten
     * @param field of the file that holds the models
     */
    ModelStore(Path directory, String name, String what, String without, String field, int oldestFormat, int format) {
        this.file = new StateJson(new StateFile(directory, name), what, without);
        this.field = field;
        this.oldestFormat = oldestFormat;
        this.format = format;
    }

    /** What an entry says of a model; empty, with a problem, when it says nothing that can be. */
    abstract Optional<V> read(String model, Fields entry, Problems problems);

    /** Writes the fields of an entry. */
    abstract void write(V kept, JsonGenerator json) throws IOException;

    /** Reads what a former process left, once. */
    final void load() {
        models = file.read(this::parse).map(Map::copyOf).orElse(Map.of());
    }

    final Optional<V> kept(String model) {
        return Optional.ofNullable(models.get(model));
    }

    /** All there is, in the order of the models' names. */
    final Map<String, V> byModel() {
        return new TreeMap<>(models);
    }

    /** Keeps something of a model, or nothing; false when it is the same as before. */
    final synchronized boolean keep(String model, Optional<V> value) {
        if (kept(model).equals(value)) {
            return false;
        }
        Map<String, V> changed = new TreeMap<>(models);
        changed.remove(model);
        value.ifPresent(each -> changed.put(model, each));
        models = Map.copyOf(changed);
        save();
        return true;
    }

    /** Writes again what could not be written before; does nothing when all is on disk. */
    final synchronized void retry() {
        if (file.isUnwritten()) {
            save();
        }
    }

    /** What an operator should know: what is lost of a former process, or a directory that can't be written. */
    final synchronized List<String> problems() {
        return file.problems();
    }

    /** Writes the file. */
    final synchronized void save() {
        file.write(Json.object(json -> {
            json.writeNumberField("format", format);
            json.writeObjectFieldStart(field);
            for (Map.Entry<String, V> each : byModel().entrySet()) {
                json.writeObjectFieldStart(each.getKey());
                write(each.getValue(), json);
                json.writeEndObject();
            }
            json.writeEndObject();
        }));
    }

    private Map<String, V> parse(YamlNode root, Problems problems) {
        Map<String, V> into = new TreeMap<>();
        Fields fields = Fields.of(root, problems, "");
        fields.require("format", "");
        fields.integer("format", format, oldestFormat, format);
        fields.require(field, "");
        Optional<Fields> all = fields.mapping(field);
        fields.reportUnknown();
        all.ifPresent(models -> {
            for (String model : models.keys()) {
                models.mapping(model).ifPresent(entry -> {
                    read(model, entry, problems).ifPresent(found -> into.put(model, found));
                    entry.reportUnknown();
                });
            }
        });
        return into;
    }
}
