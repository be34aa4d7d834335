package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource({
        "Application/JSON, application/json, true, true",
        "application/vnd.api+json ;x=y, application/vnd.api+json, true, true",
        "application/json; charset=UTF-8, application/json, true, true",
        "application/json; charset=\"us-ascii\", application/json, true, true",
        "application/json; charset=utf-16, application/json, true, false",
        "application/json; Charset = utf-16, application/json, true, false",
        "application/json; charset=utf-8; charset=utf-7, application/json, true, false",
        "text/plain;charset=, text/plain, false, false",
        "text/json, text/json, false, true",
        "model/x+json, model/x+json, false, true",
        "'', '', false, true"
    })
    void saysTypeAndWhetherItIsUtf8(String value, String name, boolean json, boolean utf8) {
        MediaType type = MediaType.of(value);
        assertEquals(name, type.name());
        assertEquals(json, type.isJson());
        assertEquals(utf8, type.utf8());
    }
}
