package io.driftgate.policy;

import io.driftgate.source.YamlNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a single YAML value is, by how it is written. */
final class Scalars {
    /** JSON's numbers, which are what Double.parseDouble takes without its suffixes, hexadecimals and names. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

    private Scalars() {}

    /** A finite number. */
    static Optional<Double> number(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && isNumber(scalar)) {
            return Optional.of(Double.parseDouble(scalar.text())).filter(Double::isFinite);
        }
        return Optional.empty();
    }

    static boolean isNumber(YamlNode.Scalar scalar) {
        return !scalar.quoted() && NUMBER.matcher(scalar.text()).matches();
    }

    static boolean isBool(YamlNode.Scalar scalar) {
        return !scalar.quoted()
                && (scalar.text().equals("true") || scalar.text().equals("false"));
    }

    /** Whether it is written as something else than a text. */
    static boolean looksOtherwise(YamlNode.Scalar scalar) {
        return scalar.isNull() || isBool(scalar) || isNumber(scalar);
    }
}
