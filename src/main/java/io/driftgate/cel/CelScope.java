package io.driftgate.cel;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names that an expression may use: records of features, and maps of headers. Immutable, any thread. */
public final class CelScope {
    /** The path of a record whose fields are names of their own. */
    public static final String ALONE = "";

    /**
     * A record: {@code path.name} reads a feature of the row that {@link CelFrame#record} binds to {@code id}.
     *
     * @param path such as {@code features}, or {@code prediction.attributions} for one that stands in another; {@link #ALONE} when its
     *     fields are read without one
     * @param schema which features it has, and of which types
     * @param index the slots of the row
     */
    record RecordType(String path, int id, Schema schema, FeatureIndex index) {}

    private final List<RecordType> records;
    private final List<String> headers;
    private final Set<String> counts;
    private volatile CelEnvironment environment;

    private CelScope(Builder builder) {
        records = List.copyOf(builder.records);
        headers = List.copyOf(builder.headers);
        counts = Set.copyOf(builder.counts);
    }

    public static Builder builder() {
        return new Builder();
    }

    List<RecordType> records() {
        return records;
    }

    Optional<RecordType> record(String path) {
        return records.stream().filter(record -> record.path().equals(path)).findFirst();
    }

    /** The scope as cel-java's parser and checker know it; made when first asked for, since not every policy has an expression. */
    CelEnvironment environment() {
        CelEnvironment known = environment;
        if (known == null) {
            known = new CelEnvironment(this);
            environment = known;
        }
        return known;
    }

    /** Paths of the maps from header names to values. */
    List<String> headers() {
        return headers;
    }

    /** Whether what a path reads is a whole number from 0 on, whatever a request holds. */
    boolean isCount(String path) {
        return counts.contains(path);
    }

    /** Collects names. */
    public static final class Builder {
        private final List<RecordType> records = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private final Set<String> counts = new HashSet<>();

        private Builder() {}

        public Builder record(String path, int id, Schema schema, FeatureIndex index) {
            records.add(new RecordType(path, id, schema, index));
            return this;
        }

        /** A map from lower-case header names to values, such as {@code request.headers}. */
        public Builder headers(String path) {
            headers.add(path);
            return this;
        }

        /** An int that whoever fills the row counts, such as {@code request.rows}: it is never negative. */
        public Builder count(String path) {
            counts.add(path);
            return this;
        }

        public CelScope build() {
            return new CelScope(this);
        }
    }
}
