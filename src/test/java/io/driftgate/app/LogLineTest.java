package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void textIsOneLine() {
        assertEquals(
                "2026-11-01T12:00:00.007Z WARN  io.driftgate.x: model credit moves\n",
                new LogLine.Text().format(event("model credit moves")));
    }

    @Test
    void textFromOutsideCantForgeALine() {
        String text = new LogLine.Text().format(event("a\n2026-11-01T12:00:00.007Z ERROR b\r\u001b[2J"));

        assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("    ")), text);
        assertTrue(text.indexOf('\r') < 0 && text.indexOf('\u001b') < 0, text);
    }

    @Test
    void jsonIsOneObjectPerLine() throws IOException {
        String nasty = "quote \" backslash \\ newline \n tab \t bell \u0007 lone \ud800 pair \ud83d\ude00";
        ExtLogRecord event = event(nasty);
        event.setThrown(new IllegalStateException("broken \"here\""));
        String line = new LogLine.Json().format(event);

        assertEquals(1, line.lines().count());
        JsonNode json = new ObjectMapper().readTree(line);
        assertEquals(nasty, json.get("message").textValue());
        assertEquals("2026-11-01T12:00:00.007Z", json.get("timestamp").textValue());
        assertEquals("WARN", json.get("level").textValue());
        assertEquals("io.driftgate.x", json.get("logger").textValue());
        assertTrue(json.get("stackTrace").textValue().contains("broken \"here\""));
    }

    @Test
    void parametersAreFilledIn() {
        ExtLogRecord event =
                new ExtLogRecord(Level.WARN, "model %s", ExtLogRecord.FormatStyle.PRINTF, LogLineTest.class.getName());
        event.setLoggerName("io.driftgate.x");
        event.setParameters(new Object[] {"credit"});

        assertTrue(new LogLine.Text().format(event).endsWith("model credit\n"));
    }

    private static ExtLogRecord event(String message) {
        ExtLogRecord event =
                new ExtLogRecord(Level.WARN, message, ExtLogRecord.FormatStyle.NO_FORMAT, LogLineTest.class.getName());
        event.setLoggerName("io.driftgate.x");
        event.setInstant(Instant.parse("2026-11-01T12:00:00.007Z"));
        return event;
    }
}
