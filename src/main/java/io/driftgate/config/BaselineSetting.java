package io.driftgate.config;

import io.driftgate.sketch.LearnPlan;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code baseline:} of a version: the name of a file, or how one is learned.
 *
 * <pre>
 * baseline: baselines/v2.json
 * baseline: learn
 * baseline: {learn: {rows: 50000}}
 * </pre>
 *
 * @param file empty when it is learned, or there is none
 * @param learnRows of live traffic to learn from; empty when it is not learned
 */
record BaselineSetting(Optional<String> file, OptionalLong learnRows) {
    private static final String KEY = "baseline";
    private static final String LEARN = "learn";
    private static final BaselineSetting NONE = new BaselineSetting(Optional.empty(), OptionalLong.empty());

    static BaselineSetting read(Fields version, Problems problems) {
        Optional<YamlNode> node = version.get(KEY);
        if (node.isEmpty()) {
            return NONE;
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            Optional<String> text = version.string(KEY);
            return text.equals(Optional.of(LEARN))
                    ? learn(LearnPlan.DEFAULT_ROWS)
                    : new BaselineSetting(text, OptionalLong.empty());
        }
        Fields fields = version.mapping(KEY).orElseThrow();
        fields.require(LEARN, "such as {learn: {rows: 10000}}, or name a file that driftgate baseline build wrote");
        long rows = fields.mapping(LEARN)
                .map(learn -> {
                    long wanted = learn.integer("rows", LearnPlan.DEFAULT_ROWS, LearnPlan.MIN_ROWS, LearnPlan.MAX_ROWS);
                    learn.reportUnknown();
                    return wanted;
                })
                .orElse(LearnPlan.DEFAULT_ROWS);
        fields.reportUnknown();
        return learn(rows);
    }

    private static BaselineSetting learn(long rows) {
        return new BaselineSetting(Optional.empty(), OptionalLong.of(rows));
    }

    boolean isLearned() {
        return learnRows.isPresent();
    }
}
