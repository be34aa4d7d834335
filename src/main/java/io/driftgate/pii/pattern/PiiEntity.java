package io.driftgate.pii.pattern;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of personal data. The names are Presidio's, where it has one; a policy may add its own. Equal by name; immutable, any
 * thread.
 */
public final class PiiEntity {
    private static final Map<String, PiiEntity> BUILT_IN = new LinkedHashMap<>();

    public static final PiiEntity EMAIL_ADDRESS = builtIn("EMAIL_ADDRESS");
    public static final PiiEntity CREDIT_CARD = builtIn("CREDIT_CARD");
    public static final PiiEntity IBAN_CODE = builtIn("IBAN_CODE");
    public static final PiiEntity US_SSN = builtIn("US_SSN");
    public static final PiiEntity PHONE_NUMBER = builtIn("PHONE_NUMBER");
    public static final PiiEntity IP_ADDRESS = builtIn("IP_ADDRESS");

    /** A feature, column or key whose name says that it is personal. Found by names, not by a pattern. */
    public static final PiiEntity PII_FEATURE_NAME = builtIn("PII_FEATURE_NAME");

    public static final PiiEntity MAC_ADDRESS = builtIn("MAC_ADDRESS");
    public static final PiiEntity URL = builtIn("URL");
    /** A date that words call somebody's day of birth. */
    public static final PiiEntity DATE_OF_BIRTH = builtIn("DATE_OF_BIRTH");

    public static final PiiEntity SECRET = builtIn("SECRET");

    private static final List<PiiEntity> ALL = List.copyOf(BUILT_IN.values());

    private final String name;
    private final int index;

    private PiiEntity(String name, int index) {
        this.name = name;
        this.index = index;
    }

    private static PiiEntity builtIn(String name) {
        PiiEntity entity = new PiiEntity(name, BUILT_IN.size());
        BUILT_IN.put(name, entity);
        return entity;
    }

    /** All that this program knows by itself; {@link #index()} is the place in it. */
    public static List<PiiEntity> builtIn() {
        return ALL;
    }

    /** The built-in entity of that name. */
    public static Optional<PiiEntity> find(String name) {
        return Optional.ofNullable(BUILT_IN.get(name));
    }

    /** The built-in entity of that name, or one that a policy adds. */
    public static PiiEntity of(String name) {
        return find(name).orElseGet(() -> new PiiEntity(name, -1));
    }

    public static List<String> names() {
        return Collections.unmodifiableList(new ArrayList<>(BUILT_IN.keySet()));
    }

    public String name() {
        return name;
    }

    /** The place among the built-in ones, or -1. */
    public int index() {
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PiiEntity entity && entity.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
