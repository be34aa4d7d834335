package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.proxy.wire.PersonalValueSamples.Sample;
import io.driftgate.proxy.wire.PiiWrappings.Place;
import io.driftgate.proxy.wire.PiiWrappings.Quoting;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every entity in every wrapping, over real sockets: with that entity alone to look for, no such request reaches the model server. Each
 * place in a request is tried with the value as it stands and as JSON escapes, and each other way of writing in a string; those of the
 * six commonest entities in every place.
 */
final class PiiMatrixTest {
    private static final List<String> COMMON =
            List.of("EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "PHONE_NUMBER", "IP_ADDRESS");
    private static final Map<String, Place> NAMED = PiiWrappings.named();
    private static final Map<String, Place> NAMELESS = PiiWrappings.nameless();
    private static final Map<String, UnaryOperator<String>> WRITINGS = PiiWrappings.writings();

    private static TestUpstream upstream;
    private static GatewayFixture gateway;
    private static RawClient client;

    private final List<String> passed = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        upstream = TestUpstream.start().always(Answers.json(200, "{}"));
        gateway = GatewayFixture.start(upstream.url(), upstream.url());
        client = gateway.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }

    static List<Sample> samples() {
        return PersonalValueSamples.all();
    }

    private static void lookFor(String pii) throws IOException {
        gateway.reload("""
            listen: {host: 127.0.0.1, port: 0}
            state: state
            models:
              forms: {protocols: [json], paths: [/note], schema: {note: string}, versions: {v1: {upstream: "%1$s", policy: none}}, pii: %2$s}
              tensors: {protocols: [open-inference, mlflow], schema: {note: string}, versions: {v1: {upstream: "%1$s", policy: none}}, pii: %2$s}
              chat: {protocols: [openai], versions: {v1: {upstream: "%1$s", policy: none}}, pii: %2$s}
            """.formatted(upstream.url(), pii));
    }

    @Test
    void everyEntityHasASample() {
        List<String> sampled = samples().stream().map(Sample::entity).toList();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            assertEquals(!entity.equals(PiiEntity.PII_FEATURE_NAME), sampled.contains(entity.name()), entity.name());
        }
    }

    @Test
    void whatIsCleanArrivesInEveryWrapping() throws Exception {
        lookFor("{use: [default, us, uk, eu, apac, latam, secrets, hipaa], headers: [x-note]}");
        String text = "Where is my parcel of 12 July?";
        int before = upstream.requests().size();
        int sent = 0;
        for (Map<String, Place> places : List.of(NAMED, NAMELESS)) {
            for (Place place : places.values()) {
                for (Quoting quoting : Quoting.values()) {
                    RawResponse answer =
                            client.send(place.request("note", text, quoting)).read();
                    assertEquals(200, answer.status(), answer.bodyText());
                    sent++;
                }
                for (UnaryOperator<String> writing : WRITINGS.values()) {
                    RawResponse answer = client.send(place.request("note", writing.apply(text), Quoting.PLAIN))
                            .read();
                    assertEquals(200, answer.status(), answer.bodyText());
                    sent++;
                }
            }
        }
        assertEquals(sent, upstream.requests().size() - before);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noWrappingBringsAValueToTheModelServer(Sample sample) throws Exception {
        lookFor(sample.pii());
        int before = upstream.requests().size();
        inEveryPlace(sample, "plain", UnaryOperator.identity(), Quoting.PLAIN);
        inEveryPlace(sample, "escapes", UnaryOperator.identity(), Quoting.ESCAPES);
        boolean everywhere = COMMON.contains(sample.entity());
        for (var writing : WRITINGS.entrySet()) {
            if (everywhere) {
                inEveryPlace(sample, writing.getKey(), writing.getValue(), Quoting.PLAIN);
            } else {
                String text = writing.getValue().apply(sample.value());
                send("string value, " + writing.getKey(), NAMED.get("string value"), sample, text, Quoting.PLAIN);
            }
        }
        assertEquals(List.of(), passed);
        assertEquals(before, upstream.requests().size());
    }

    /**
     * Separators that no such number has, between three groups of digits or more. Not in dates, which are written in ways of their own and
     * are too short to be told from other numbers, nor where a group has more than six digits, as in CUITs: dates and counters in paths and
     * names of files have such.
     */
    @ParameterizedTest
    @MethodSource("samples")
    void noSeparatorBringsAValueToTheModelServer(Sample sample) throws Exception {
        assumeTrue(sample.value().matches("[0-9]{1,6}([ -][0-9]{1,6}){2,}")
                && !sample.entity().equals("DATE_OF_BIRTH"));
        lookFor(sample.pii());
        for (String separator :
                List.of("/", "_", ".", "\n", "\t", ", ", "   ", "\u00a0", "\u2011", "\u00b7", " \u2013 ")) {
            String text = sample.value().replaceAll("[ -]", separator);
            for (String place : List.of("string value", "query", "BYTES behind the JSON", "MLflow, split")) {
                send(place + " " + separator, NAMED.get(place), sample, text, Quoting.ESCAPES);
            }
        }
        assertEquals(List.of(), passed);
    }

    /** Of dates no elements are put together: three numbers, of which two are small, are anything. */
    @ParameterizedTest
    @MethodSource("samples")
    void noPiecesBringAValueToTheModelServer(Sample sample) throws Exception {
        lookFor(sample.pii());
        String words = sample.inWords();
        for (int at :
                new int[] {words.length() - 1, words.length() - sample.value().length() / 2}) {
            String[] parts = {words.substring(0, at), words.substring(at)};
            send("parts of a content, at " + at, PiiMatrixTest::parts, sample, String.join("\0", parts), Quoting.PLAIN);
        }
        String elements = sample.value().replaceAll("[ -]", "\0");
        if (elements.matches("([A-Z]{2})?[0-9]{1,6}(\0[0-9]{1,6}){2,}")
                && !sample.entity().equals("DATE_OF_BIRTH")) {
            send("elements", PiiMatrixTest::elements, sample, elements, Quoting.PLAIN);
        }
        assertEquals(List.of(), passed);
    }

    private static byte[] parts(String name, String text, Quoting quoting) {
        String parts =
                "{\"type\":\"text\",\"text\":\"" + text.replace("\0", "\"},{\"type\":\"text\",\"text\":\"") + "\"}";
        return json(
                "/v1/chat/completions",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + parts + "]}]}");
    }

    private static byte[] elements(String name, String text, Quoting quoting) {
        return json("/note", "{\"" + name + "\":[\"" + text.replace("\0", "\",\"") + "\"]}");
    }

    private static byte[] json(String target, String body) {
        return RawClient.request("POST", target, body, "content-type: application/json");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noNumberBringsAValueToTheModelServer(Sample sample) throws Exception {
        String digits = sample.value().replace(" ", "").replace("-", "");
        assumeTrue(digits.matches("[1-9][0-9]{6,18}")); // a number has no leading zero
        lookFor(sample.pii());
        for (String number : List.of(digits, digits + ".0", digits + "e0")) {
            send(number, PiiMatrixTest::number, sample, number, Quoting.PLAIN);
        }
        assertEquals(List.of(), passed);
    }

    private static byte[] number(String name, String number, Quoting quoting) {
        return RawClient.request(
                "POST", "/note", "{\"" + name + "\":[" + number + "]}", "content-type: application/json");
    }

    private void inEveryPlace(Sample sample, String how, UnaryOperator<String> writing, Quoting quoting)
            throws IOException {
        for (var place : NAMED.entrySet()) {
            send(place.getKey() + ", " + how, place.getValue(), sample, writing.apply(sample.value()), quoting);
        }
        for (var place : NAMELESS.entrySet()) {
            send(place.getKey() + ", " + how, place.getValue(), sample, writing.apply(sample.inWords()), quoting);
        }
    }

    private void send(String wrapping, Place place, Sample sample, String text, Quoting quoting) throws IOException {
        RawResponse answer =
                client.send(place.request(sample.name(), text, quoting)).read();
        boolean blocked = answer.status() == 403 && answer.bodyText().contains("(" + sample.entity() + ")");
        if (!blocked) {
            passed.add(wrapping + ": " + answer.status() + " " + answer.bodyText());
        }
        assertTrue(answer.status() != 403 || !answer.bodyText().contains(sample.value()), "an answer never says it");
    }
}
