package io.driftgate.cel;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;

/** Compiles expressions, and reports what is wrong with them where it stands. Stateless; control plane and command line. */
public final class CelCompiler {
    private CelCompiler() {}

    /**
     * Compiles a boolean expression.
     *
     * @param at the expression as it stands in a file
     * @param path how messages call it, such as {@code rules[2].cel}
     * @return empty after a problem
     */
    public static Optional<CelPredicate> compile(YamlNode.Scalar at, String path, CelScope scope, Problems problems) {
        throw new UnsupportedOperationException(path);
    }
}
