package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVersionsTest {
    private static String read(String body) {
        return ServedVersions.of(body.getBytes(StandardCharsets.UTF_8)).stream().collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":"m","versions":["1","2"],"platform":"x"}                                      | 1 2
            {"versions":[1, "1", null, "", {"a":2}]}                                              | 1
            {"versions":"3"}                                                                      | ``
            {"model_version_status":[{"version":"1","state":"END"},{"version":"2","state":"AVAILABLE"}]} | 2
            {"model_version_status":[{"version":"7"}]}                                            | 7
            {"model_version":"v3"}                                                                | v3
            {"name":"m","ready":true}                                                             | ``
            []                                                                                    | ``
            2.9.2                                                                                 | ``
            {"versions":["1"                                                                      | ``
            """)
    void readsWhatServersSay(String body, String expected) {
        assertEquals(expected, read(body));
    }

    @Test
    void takesWhatIsHostileForSilence() {
        assertEquals("", read(""));
        assertEquals("", read("[".repeat(60_000)));
        assertEquals("", read("{\"versions\":[\"" + "x".repeat(10_000) + "\"]}"));
        assertEquals("", read("{\"versions\":[\"\uFFFF"));
    }
}
