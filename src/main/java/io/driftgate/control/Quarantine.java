package io.driftgate.control;

/** Keeps a version from traffic until a person releases it. */
@FunctionalInterface
public interface Quarantine {
    /** Returns whether the version is quarantined now, be it by this or already. */
    boolean set(String model, String version, String why);

    /** Ends it, if the gateway itself had set it; one that a person set stays. */
    default void end(String model, String version, String why) {}
}
