package io.driftgate.audit;

import java.nio.file.Path;

/** Where a secret key comes from. Its content is never logged and never part of an error. */
public sealed interface KeySource {
    /** A file; made with mode 0600 at the first start when it is missing. */
    record File(Path path) implements KeySource {}

    /** An environment variable, which has to be there. */
    record Environment(String name) implements KeySource {}
}
