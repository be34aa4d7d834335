package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.Optional;

/**
 * What a baseline measures of free text, as values hardly repeat in it: derived features, named after the text's own, such as
 * {@code note#length}. All are taken from the first {@value TextScan#MAX_BYTES} bytes, see {@link TextScan}.
 */
public enum TextDescriptor {
    /** Number of Unicode code points. */
    LENGTH("length", FeatureType.INT),
    /** Share of code points that are neither letters nor marks on them, from 0 to 1; 0 of the empty text. */
    NON_LETTER("nonLetter", FeatureType.FLOAT),
    /** Script of most letters, see {@link TextScan#SCRIPTS}. */
    SCRIPT("script", FeatureType.ENUM),
    /** Number of runs of code points that are not white space. */
    TOKENS("tokens", FeatureType.INT);

    private static final char SEPARATOR = '#';

    private final String label;
    private final FeatureType type;

    TextDescriptor(String label, FeatureType type) {
        this.label = label;
        this.type = type;
    }

    public FeatureType type() {
        return type;
    }

    /** The name of this derived feature of a text feature. */
    public String nameFor(String feature) {
        return feature + SEPARATOR + label;
    }

    /** The descriptor that a name would be of, if what stands before it is a text feature. */
    public static Optional<TextDescriptor> of(String name) {
        for (TextDescriptor descriptor : values()) {
            if (name.endsWith(SEPARATOR + descriptor.label)) {
                return Optional.of(descriptor);
            }
        }
        return Optional.empty();
    }

    /** The text feature of a schema that a name is derived from. */
    static Optional<String> textOf(String name, Schema schema) {
        return of(name).map(descriptor -> descriptor.featureOf(name))
                .filter(text -> schema.feature(text)
                        .filter(feature -> feature.type() == FeatureType.STRING)
                        .isPresent());
    }

    /** The text feature that a derived feature's name starts with. */
    public String featureOf(String name) {
        return name.substring(0, name.length() - label.length() - 1);
    }
}
