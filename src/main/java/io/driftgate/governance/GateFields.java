package io.driftgate.governance;

import io.driftgate.cel.CelFrame;
import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.CelScope;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that gates may use, and what they mean for one version. A card's known structure is known here, so that a name which isn't in
 * it is a problem at load; under {@code metrics}, {@code hyperparameters} and {@code environment} any name goes, and is looked for in the
 * card when the gate is judged. Immutable, any thread; a {@link Values} is one thread's.
 */
final class GateFields {
    /** Which card a record is of. */
    enum Owner {
        CARD("card"),
        CHAMPION("champion"),
        BASELINE("baseline"),
        UPSTREAM("upstream"),
        NAMES("");

        private final String path;

        Owner(String path) {
            this.path = path;
        }
    }

    private static final String[] CARD_RECORDS = {
        "", ".data", ".training", ".training.hyperparameters", ".training.environment", ".metrics", ".cost"
    };
    private static final double NANOS_PER_DAY = 86_400e9;
    private static final Pattern FREE_NAME = Pattern.compile("\\.\\s*(metrics|hyperparameters|environment)\\s*"
            + "(?:\\.\\s*([A-Za-z_][A-Za-z0-9_]*)|\\[\\s*'([^'\\\\]*)'|\\[\\s*\"([^\"\\\\]*)\"|\\.\\s*`([^`]*)`)");

    /** One record of values: its path, who it is of, and its slots. */
    record Part(String path, Owner owner, Schema schema, FeatureIndex index) {}

    private final List<Part> parts = new ArrayList<>();
    private final CelScope scope;

    private GateFields(Collection<ModelCard> cards, Collection<String> expressions) {
        Schema metrics = free("metrics", cards, expressions);
        Schema hyperparameters = free("hyperparameters", cards, expressions);
        Schema environment = free("environment", cards, expressions);
        for (Owner owner : List.of(Owner.CARD, Owner.CHAMPION)) {
            add(owner, CARD_RECORDS[0], card());
            add(owner, CARD_RECORDS[1], schema(text("source"), text("sha256"), text("version")));
            add(owner, CARD_RECORDS[2], schema(text("timestamp"), number("age_days")));
            add(owner, CARD_RECORDS[3], hyperparameters);
            add(owner, CARD_RECORDS[4], environment);
            add(owner, CARD_RECORDS[5], metrics);
            add(owner, CARD_RECORDS[6], schema(number("instance_per_hour"), number("max_requests_per_hour")));
        }
        add(Owner.BASELINE, "", schema(text("sha256"), new Feature("rows", FeatureType.INT)));
        add(Owner.UPSTREAM, "", schema(text("model_version"), texts("versions")));
        add(
                Owner.NAMES,
                "",
                schema(
                        text("model"),
                        text("version"),
                        text("model_version"),
                        texts("features"),
                        texts("personal_features"),
                        text("now")));
        CelScope.Builder builder = CelScope.builder();
        for (int id = 0; id < parts.size(); id++) {
            Part part = parts.get(id);
            builder.record(part.path(), id, part.schema(), part.index());
        }
        scope = builder.build();
    }

    /**
     * The names for some gates.
     *
     * @param cards all that may be judged: of what type a free value is, they decide
     * @param expressions of all gates: the free names that they use
     */
    static GateFields of(Collection<ModelCard> cards, Collection<String> expressions) {
        return new GateFields(cards, expressions);
    }

    CelScope scope() {
        return scope;
    }

    int size() {
        return parts.size();
    }

    Part part(int record) {
        return parts.get(record);
    }

    private void add(Owner owner, String below, Schema schema) {
        parts.add(new Part(owner.path + below, owner, schema, FeatureIndex.of(List.of(schema))));
    }

    private static Schema card() {
        return schema(
                text("model"),
                text("version"),
                text("intended_use"),
                texts("limitations"),
                texts("owners"),
                texts("approvers"),
                text("compliance_status"));
    }

    private static Schema schema(Feature... features) {
        return new Schema(List.of(features));
    }

    private static Feature text(String name) {
        return new Feature(name, FeatureType.STRING);
    }

    private static Feature number(String name) {
        return new Feature(name, FeatureType.FLOAT);
    }

    private static Feature texts(String name) {
        return Feature.list(name, FeatureType.STRING, "");
    }

    /** All names that expressions or cards use in a free part. One that stands in a text as well does no harm. */
    private static Schema free(String part, Collection<ModelCard> cards, Collection<String> expressions) {
        Set<String> names = new LinkedHashSet<>();
        for (String expression : expressions) {
            Matcher matcher = FREE_NAME.matcher(expression);
            while (matcher.find()) {
                if (matcher.group(1).equals(part)) {
                    for (int group = 2; group <= matcher.groupCount(); group++) {
                        Optional.ofNullable(matcher.group(group))
                                .filter(name -> !name.isEmpty())
                                .ifPresent(names::add);
                    }
                }
            }
        }
        return new Schema(names.stream().map(name -> free(part, name, cards)).toList());
    }

    /** The type that most fits what cards say under a name: a number where no card says anything. */
    private static Feature free(String part, String name, Collection<ModelCard> cards) {
        List<?> values = cards.stream()
                .map(card -> values(card, part).get(name))
                .filter(value -> value != null)
                .toList();
        if (values.isEmpty() || values.stream().anyMatch(Double.class::isInstance)) {
            return number(name);
        }
        if (values.stream().anyMatch(Boolean.class::isInstance)) {
            return new Feature(name, FeatureType.BOOL);
        }
        return values.stream().anyMatch(List.class::isInstance) ? texts(name) : text(name);
    }

    private static Map<String, ?> values(ModelCard card, String part) {
        return switch (part) {
            case "metrics" -> card.metrics();
            case "hyperparameters" -> card.training().hyperparameters();
            default -> card.training().environment();
        };
    }

    /** What the names mean for a version. */
    Values of(Release release, Release.Surroundings surroundings) {
        return new Values(release, surroundings);
    }

    /** Rows that expressions read. */
    final class Values {
        private final FeatureRow[] rows = new FeatureRow[parts.size()];
        private final CelFrame frame = new CelFrame(parts.size());
        private final Release release;
        private final Release.Surroundings surroundings;

        private Values(Release release, Release.Surroundings surroundings) {
            this.release = release;
            this.surroundings = surroundings;
            for (int id = 0; id < rows.length; id++) {
                rows[id] = new FeatureRow(parts.get(id).index().slots());
                frame.record(id, rows[id]);
            }
            release.card().ifPresent(card -> fill(0, card));
            surroundings.champion().ifPresent(card -> fill(CARD_RECORDS.length, card));
            int next = 2 * CARD_RECORDS.length;
            release.baseline().ifPresent(lineage -> {
                put(next, "sha256", lineage.dataSha256());
                put(next, "rows", (double) lineage.rows());
            });
            surroundings.served().filter(served -> !served.isEmpty()).ifPresent(served -> {
                put(next + 1, "versions", served);
                if (served.size() == 1) {
                    put(next + 1, "model_version", served.get(0));
                }
            });
            put(next + 2, "model", release.model());
            put(next + 2, "version", release.version());
            put(next + 2, "model_version", release.modelVersion());
            put(next + 2, "features", release.features());
            put(next + 2, "personal_features", release.personalFeatures());
            put(next + 2, "now", surroundings.now().toString());
        }

        private void fill(int at, ModelCard card) {
            put(at, "model", card.model());
            put(at, "version", card.version());
            card.intendedUse().ifPresent(text -> put(at, "intended_use", text));
            putSome(at, "limitations", card.limitations());
            putSome(at, "owners", card.owners());
            putSome(at, "approvers", card.approvers());
            card.compliance().ifPresent(status -> put(at, "compliance_status", status.label()));
            card.data().source().ifPresent(text -> put(at + 1, "source", text));
            card.data().sha256().ifPresent(text -> put(at + 1, "sha256", text));
            card.data().version().ifPresent(text -> put(at + 1, "version", text));
            card.training().timestamp().ifPresent(time -> {
                put(at + 2, "timestamp", time.toString());
                double days = Duration.between(time, surroundings.now()).toNanos() / NANOS_PER_DAY;
                put(at + 2, "age_days", Math.round(days * 100) / 100.0);
            });
            card.training().hyperparameters().forEach((name, value) -> put(at + 3, name, value));
            card.training().environment().forEach((name, value) -> put(at + 4, name, value));
            card.metrics().forEach((name, value) -> put(at + 5, name, value));
            card.cost().instancePerHour().ifPresent(cost -> put(at + 6, "instance_per_hour", cost));
            card.cost().maxRequestsPerHour().ifPresent(most -> put(at + 6, "max_requests_per_hour", most));
        }

        private void putSome(int record, String name, List<String> texts) {
            if (!texts.isEmpty()) {
                put(record, name, texts);
            }
        }

        private void put(int record, String name, Object value) {
            int slot = parts.get(record).index().slotOf(name);
            if (slot == FeatureIndex.UNKNOWN) {
                return; // no gate asks for it
            }
            FeatureRow row = rows[record];
            if (value instanceof Double number) {
                row.setNumber(slot, number);
            } else if (value instanceof Boolean bool) {
                row.setBool(slot, bool);
            } else if (value instanceof List<?> list) {
                row.beginList(slot);
                for (Object element : list) {
                    byte[] utf8 = String.valueOf(element).getBytes(StandardCharsets.UTF_8);
                    row.addText(slot, utf8, 0, utf8.length);
                }
            } else if (value instanceof Map<?, ?> map) {
                row.setObject(slot, map.size());
            } else {
                byte[] utf8 = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
                row.setText(slot, utf8, 0, utf8.length);
            }
        }

        int test(CelPredicate predicate) {
            return predicate.test(frame);
        }

        FeatureRow row(int record) {
            return rows[record];
        }

        Release release() {
            return release;
        }

        Release.Surroundings surroundings() {
            return surroundings;
        }
    }
}
