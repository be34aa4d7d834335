package io.driftgate.policy;

/** What comes of asking a condition: ints and not an enum, because they are compared in the innermost loop. */
final class Outcome {
    static final int HOLDS = 0;
    static final int VIOLATED = 1;
    /** The value is of a kind that the condition isn't about: a rule is violated by it, and a guard can't be evaluated. */
    static final int WRONG_KIND = 2;
    /** Nobody can say, such as over a list that wasn't kept whole. */
    static final int ERROR = 3;

    private Outcome() {}
}
