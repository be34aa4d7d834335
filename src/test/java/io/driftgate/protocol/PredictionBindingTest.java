package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PredictionBindingTest {
    @Test
    void saysWhatIsWrong() {
        assertEquals("""
                f:1:8: error: prediction.value is a JSON pointer, which only the json protocol reads, and the model doesn't speak it
                  value: /score
                         ^
                  hint: name an output, a column or a member of the answer, such as score
                """, problems("value: /score\n", Protocols.KSERVE_V1));
    }

    @Test
    void findsEveryProblem() {
        String seen = problems("""
                value: risk
                label: risk
                scores: [a]
                attributions: /a~
                lable: x
                """, Protocols.JSON);
        assertTrue(seen.contains("prediction.value is also that of label"), seen);
        assertTrue(seen.contains("prediction.scores must be a single value, not a list"), seen);
        assertTrue(seen.contains("prediction.attributions must be a JSON pointer: in a JSON pointer '~'"), seen);
        assertTrue(seen.contains("unknown field 'prediction.lable'"), seen);
        assertTrue(problems("[value]", Protocols.JSON).contains("prediction must be a mapping, not a list"));
        assertTrue(problems("{}", Protocols.JSON).contains("prediction names nothing"));
        assertTrue(problems("value: \" \"", Protocols.JSON).contains("prediction.value is empty"));
    }

    @Test
    void readsNamesAndPointers() {
        assertEquals("", problems("{value: /a/0, label: class, scores: p, attributions: /~0}", Protocols.JSON));
    }

    private static String problems(String yaml, Protocol protocol) {
        Problems problems = new Problems();
        var node = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f", problems);
        Optional<PredictionBinding> binding = PredictionBinding.read(
                node.orElseThrow(), Predictions.INDEX, List.of(protocol), problems, "prediction");
        assertEquals(problems.hasErrors(), binding.isEmpty());
        return problems.render();
    }
}
