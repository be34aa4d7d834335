package io.driftgate.config;

import io.driftgate.feature.Schema;
import io.driftgate.feature.SchemaReader;
import io.driftgate.pii.PiiFeatureNames;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a schema where it stands, or from the file that stands for it; a file that several versions name is read, and complained
 * about, once. Single thread.
 */
final class SchemaFiles {
    private final SourceFiles files;
    private final Problems problems;
    private final Map<Path, Optional<Schema>> read = new HashMap<>();

    SchemaFiles(SourceFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The schema at a key that is there; empty, and problems, when it is invalid. */
    Optional<Schema> read(Fields fields, String key) {
        YamlNode node = fields.get(key).orElseThrow();
        String field = fields.pathOf(key);
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return schema(node, field);
        }
        Path path = files.resolve(scalar.text());
        Optional<Schema> known = read.get(path);
        if (known == null) {
            known = files.read(path, YamlReader.MAX_BYTES, node, field, problems)
                    .flatMap(bytes -> YamlReader.read(bytes, files.nameOf(path), problems))
                    .flatMap(root -> schema(root, ""));
            read.put(path, known);
        }
        return known;
    }

    private Optional<Schema> schema(YamlNode node, String field) {
        Optional<Schema> schema = SchemaReader.read(node, problems, field);
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries().values()) {
                if (PiiFeatureNames.isPersonal(entry.key().text())) {
                    problems.warning(
                            entry.key(),
                            "feature '" + entry.key().text() + "' is personal by its name",
                            "leave it out of the model's input, or let pii: {PII_FEATURE_NAME: ...} say what a request"
                                    + " with it meets");
                }
            }
        }
        return schema;
    }
}
