package io.driftgate.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
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
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads one YAML 1.2 document into {@link YamlNode}s. Strict: UTF-8, one document, unique string keys, no anchors or aliases
 * (an alias can make a small file huge, and a position ambiguous), no tags, at most {@value #MAX_BYTES} bytes and {@value #MAX_DEPTH}
 * levels.
 */
public final class YamlReader {
    public static final int MAX_BYTES = 4 << 20;
    public static final int MAX_DEPTH = 64;

    /** Of YAML 1.2's core schema: what values without a tag are resolved to. */
    private static final Set<Tag> CORE_TAGS = Set.of(Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.STR, Tag.SEQ, Tag.MAP);

    private final String file;
    private final List<String> lines;
    private final Problems problems;

    private YamlReader(String file, String text, Problems problems) {
        this.file = file;
        this.lines = text.lines().toList();
        this.problems = problems;
    }

    /**
     * Reads a file; problems name it as {@code name}.
     *
     * @return empty when the file can't be read or is no YAML; {@code problems} then says why
     */
    public static Optional<YamlNode> read(Path path, String name, Problems problems) {
        byte[] bytes;
        try {
            if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
                problems.fileError(
                        name, "is larger than " + MAX_BYTES + " bytes", "split it, or check that it is the right file");
                return Optional.empty();
            }
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            problems.fileError(name, "does not exist", "");
            return Optional.empty();
        } catch (IOException e) {
            problems.fileError(name, "can't be read: " + e.getMessage(), "");
            return Optional.empty();
        }
        return read(bytes, name, problems);
    }

    /** As {@link #read(Path, String, Problems)}, from bytes that were read (and digested) already. */
    public static Optional<YamlNode> read(byte[] bytes, String name, Problems problems) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.fileError(name, "is not UTF-8 text", "save it as UTF-8");
            return Optional.empty();
        }
        return new YamlReader(name, text, problems).compose(text);
    }

    private Optional<YamlNode> compose(String text) {
        int errorsBefore = problems.errorCount();
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setUseMarks(true)
                    .setMaxAliasesForCollections(0)
                    .setAllowDuplicateKeys(true) // reported by us, with a caret and all at once
                    .setCodePointLimit(MAX_BYTES)
                    .build();
            var documents = new Composer(settings, new ShallowParser(settings, text, MAX_DEPTH));
            if (!documents.hasNext()) {
                problems.fileError(file, "is empty", "");
                return Optional.empty();
            }
            YamlNode root = convert(documents.next());
            if (documents.hasNext()) {
                problems.fileError(file, "holds more than one YAML document", "remove what follows the line '---'");
            }
            return problems.errorCount() == errorsBefore ? Optional.of(root) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            Position position = mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
                    .orElse(Position.ofFile(file));
            problems.add(new Problem(
                    Problem.Severity.ERROR,
                    position,
                    "is not valid YAML: " + e.getProblem(),
                    "",
                    line(position.line())));
        } catch (YamlEngineException e) {
            problems.fileError(file, "is not valid YAML: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    private YamlNode convert(Node node) {
        Position position = position(node);
        String sourceLine = line(position.line());
        if (node.getAnchor().isPresent()) {
            error(position, "anchors and aliases are not allowed", "write the value out where it is needed");
        }
        if (!CORE_TAGS.contains(node.getTag())) {
            error(
                    position,
                    "tags are not allowed",
                    "write the value without " + node.getTag().getValue().replace(Tag.PREFIX, "!!"));
        }
        if (node instanceof ScalarNode scalar) {
            ScalarPlaces.Style style = style(scalar.getScalarStyle());
            return new YamlNode.Scalar(
                    position, sourceLine, scalar.getValue(), style != ScalarPlaces.Style.PLAIN, style, lines);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = new ArrayList<>(sequence.getValue().size());
            for (Node item : sequence.getValue()) {
                items.add(convert(item));
            }
            return new YamlNode.Sequence(position, sourceLine, items);
        }
        return convertMapping((MappingNode) node, position, sourceLine);
    }

    private static ScalarPlaces.Style style(ScalarStyle style) {
        return switch (style) {
            case PLAIN, JSON_SCALAR_STYLE -> ScalarPlaces.Style.PLAIN;
            case SINGLE_QUOTED -> ScalarPlaces.Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED -> ScalarPlaces.Style.DOUBLE_QUOTED;
            case LITERAL -> ScalarPlaces.Style.LITERAL;
            case FOLDED -> ScalarPlaces.Style.FOLDED;
        };
    }

    private YamlNode convertMapping(MappingNode node, Position position, String sourceLine) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Position keyPosition = position(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode)) {
                error(keyPosition, "a key must be a single value", "");
                continue;
            }
            YamlNode.Scalar key = (YamlNode.Scalar) convert(tuple.getKeyNode());
            YamlNode value = convert(tuple.getValueNode());
            if (entries.putIfAbsent(key.text(), new YamlNode.Entry(key, value)) != null) {
                error(keyPosition, "'" + key.text() + "' stands twice in this mapping", "keep one of the two");
            }
        }
        return new YamlNode.Mapping(position, sourceLine, Collections.unmodifiableMap(entries));
    }

    private void error(Position position, String message, String hint) {
        problems.add(new Problem(Problem.Severity.ERROR, position, message, hint, line(position.line())));
    }

    private Position position(Node node) {
        return node.getStartMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.ofFile(file));
    }

    private String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }
}
