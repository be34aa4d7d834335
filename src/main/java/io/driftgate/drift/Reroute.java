package io.driftgate.drift;

/** What drift of the primary does. */
public enum Reroute {
    /** Traffic moves to the first fallback that is ready. */
    ALWAYS,
    /** Traffic moves to the first ready fallback whose own baseline fits the traffic better. */
    BETTER,
    /** Nothing moves; people are told. */
    ALERT
}
