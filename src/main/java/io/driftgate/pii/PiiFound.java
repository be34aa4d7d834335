package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;

/** Is told of what is found, as soon as it is decided. */
@FunctionalInterface
public interface PiiFound {
    void found(PiiEntity entity, PiiAction action);
}
