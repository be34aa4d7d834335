package io.driftgate.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.merkle.ProofBuilder;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.merkle.TreeHash;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.NoteSigner;
import io.driftgate.audit.note.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CheckProofCommandTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final StringWriter err = new StringWriter();

    private List<String> check(int exitCode, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckProofCommand command =
                new CheckProofCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out);
        int code = new CommandLine(command).setErr(new PrintWriter(err)).execute(arguments);
        assertEquals(exitCode, code, () -> err + out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] record(int index) {
        return ("record " + index).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] root(int size) {
        Sha256Tree tree = new Sha256Tree();
        for (int i = 0; i < size; i++) {
            tree.append(record(i), 0, record(i).length);
        }
        return tree.root();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String proof(ProofBuilder builder, int size) {
        for (int i = 0; i < size; i++) {
            builder.leaf(record(i), 0, record(i).length);
        }
        return builder.proof().stream().map(hash -> '"' + hex(hash) + '"').collect(Collectors.joining(",", "[", "]"));
    }

    private static String leafHash(int index) {
        byte[] hash = new byte[TreeHash.BYTES];
        new TreeHash().leaf(record(index), 0, record(index).length, hash, 0);
        return hex(hash);
    }

    private static String inclusion(int index, int size) {
        return "{\"kind\":\"inclusion\",\"leafHash\":\"" + leafHash(index) + "\",\"index\":" + index + ",\"size\":"
                + size
                + ",\"root\":\"" + hex(root(size)) + "\",\"proof\":" + proof(ProofBuilder.inclusion(index, size), size)
                + "}";
    }

    private static String consistency(int size1, int size2) {
        return "{\"kind\":\"consistency\",\"size1\":" + size1 + ",\"size2\":" + size2 + ",\"root1\":\""
                + hex(root(size1)) + "\",\"root2\":\"" + hex(root(size2)) + "\",\"proof\":"
                + proof(ProofBuilder.consistency(size1, size2), size2) + "}";
    }

    @Test
    void saysWhatHolds() {
        assertEquals(
                List.of(
                        "{\"ok\":true,\"why\":\"record 4 is in the log of 7 records\"}",
                        "{\"ok\":true,\"why\":\"the log of 7 records begins with the log of 3\"}"),
                check(0, inclusion(4, 7) + "\n" + consistency(3, 7) + "\n"));
    }

    @Test
    void readsUpperCaseAndNullForNoProof() {
        assertEquals(
                List.of("{\"ok\":true,\"why\":\"record 0 is in the log of 1 records\"}"),
                check(
                        0,
                        "{\"kind\":\"inclusion\",\"leafHash\":\"" + leafHash(0).toUpperCase(java.util.Locale.ROOT)
                                + "\",\"index\":0,\"size\":1,\"root\":\"" + leafHash(0) + "\",\"proof\":null}"));
    }

    @Test
    void goesOnAfterABadLine() {
        List<String> answers = check(
                1,
                inclusion(0, 2) + "\n{\"kind\":\n\n[]\n" + inclusion(1, 2).replace("inclusion", "x") + "\r\n"
                        + consistency(1, 2));
        assertEquals(
                List.of(
                        "{\"ok\":true,\"why\":\"record 0 is in the log of 2 records\"}",
                        "{\"ok\":false,\"why\":\"line 2: is not valid JSON\"}",
                        "{\"ok\":false,\"why\":\"line 3: is empty\"}",
                        "{\"ok\":false,\"why\":\"line 4: is no JSON object\"}",
                        "{\"ok\":false,\"why\":\"line 5: \\\"kind\\\" is neither \\\"inclusion\\\" nor \\\"consistency\\\"\"}",
                        "{\"ok\":true,\"why\":\"the log of 2 records begins with the log of 1\"}"),
                answers);
    }

    @Test
    void refusesWhatIsNotAsItShouldBe() {
        String sound = inclusion(4, 7);
        String hash = leafHash(4);
        List<String> bad = new ArrayList<>(List.of(
                sound.replace("\"index\":4", "\"index\":7"),
                sound.replace("\"index\":4", "\"index\":-1"),
                sound.replace("\"index\":4", "\"index\":4.0"),
                sound.replace("\"index\":4", "\"index\":\"4\""),
                sound.replace("\"index\":4,", ""),
                sound.replace("\"index\":4", "\"index\":4,\"index\":4"),
                sound.replace("\"size\":7", "\"size\":9223372036854775808"),
                sound.replace("\"size\":7", "\"size\":7e0"),
                sound.replace(hash, hash.substring(2)),
                sound.replace(hash, hash + "00"),
                sound.replace(hash, hash.substring(1)),
                sound.replace(hash, hash.replace(hash.charAt(0), 'g')),
                sound.replace('"' + hash + '"', "null"),
                sound.replace("\"proof\":[", "\"proof\":[\"" + hash + "\","),
                sound.replace("\"proof\":[", "\"proof\":[1,"),
                sound.replace("\"proof\":[", "\"proof\":[\"\","),
                sound.replace("\"proof\"", "\"proofs\""),
                sound.replaceAll("\"proof\":.*]", "\"proof\":\"\""),
                consistency(3, 7).replace("\"size1\":3", "\"size1\":8"),
                consistency(3, 7).replace("\"size1\":3", "\"size1\":0"),
                consistency(7, 7).replace("\"proof\":[", "\"proof\":[\"" + hash + '"'),
                "{\"kind\":\"consistency\",\"size1\":0,\"size2\":7,\"root1\":\"" + EMPTY + "\",\"root2\":\""
                        + hex(root(7)) + "\",\"proof\":[]}"));
        List<String> answers = check(1, String.join("\n", bad));
        assertEquals(bad.size(), answers.size());
        for (int i = 0; i < bad.size(); i++) {
            assertTrue(
                    answers.get(i).startsWith("{\"ok\":false,\"why\":\"line " + (i + 1) + ": "), bad.get(i) + answers);
        }
    }

    @Test
    void takesTheLargestSizes() {
        String answer = check(
                        1,
                        "{\"kind\":\"inclusion\",\"leafHash\":\"" + EMPTY
                                + "\",\"index\":9223372036854775806,\"size\":9223372036854775807,\"root\":\"" + EMPTY
                                + "\",\"proof\":[]}")
                .get(0);
        assertEquals(
                "{\"ok\":false,\"why\":\"line 1: the proof has 0 hashes, and one for these sizes has 62\"}", answer);
    }

    @Test
    void checksRecordAndCheckpointIfTheyAreThere() {
        NoteSigner signer = new NoteSigner("log", SigningKey.create(new SecureRandom()));
        NoteSigner other = new NoteSigner("log", SigningKey.create(new SecureRandom()));
        String note = signer.sign(new Checkpoint("log", 7, root(7)).text()).replace("\n", "\\n");
        String checkpoint = ",\"checkpoint\":\"" + note + "\"}";
        String record = ",\"record\":\"" + Base64.getEncoder().encodeToString(record(4)) + "\"";
        String plain = inclusion(4, 7).replace("}", "");
        String key = signer.verifier().text();
        assertEquals(
                List.of(
                        "{\"ok\":true,\"why\":\"record 4 is in the log of 7 records, as in the checkpoint, whose signature was not looked at\"}"),
                check(0, plain + record + checkpoint));
        assertEquals(
                List.of("{\"ok\":true,\"why\":\"record 4 is in the log of 7 records, as log has signed\"}"),
                check(0, plain + record + checkpoint, "--public-key", key));
        check(0, plain + checkpoint, "--public-key", other.verifier().text(), "--public-key", key);
        check(1, plain + checkpoint, "--public-key", other.verifier().text());
        check(1, plain + "}", "--public-key", key);
        check(1, plain + ",\"record\":\"AAAA\"}");
        check(1, inclusion(4, 6).replace("}", "") + checkpoint);
        check(2, plain + checkpoint, "--public-key", key.substring(1));
    }

    @Test
    void passesOverALineThatIsTooLong() {
        String line = inclusion(0, 1);
        List<String> answers = check(1, " ".repeat(CheckProofCommand.MAX_LINE_BYTES) + line + "\n" + line + "\n");
        assertEquals("{\"ok\":false,\"why\":\"line 1: is longer than 4194304 bytes\"}", answers.get(0));
        assertEquals("{\"ok\":true,\"why\":\"record 0 is in the log of 1 records\"}", answers.get(1));
    }
}
