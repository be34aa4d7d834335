package io.driftgate.cli.audit;

import io.driftgate.cli.ClosedOutput;
import io.driftgate.cli.ExitCode;
import io.driftgate.cli.InputLines;
import io.driftgate.cli.OutputLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code driftgate audit check-proof}. */
@Command(
        name = "check-proof",
        description =
                "Reads proofs on standard input, one JSON object in each line, and says line by line whether they hold.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all proofs hold", "1:a proof does not hold, or a line is none", "2:the command line is wrong"
        },
        footer = {
            "",
            "In:   {\"kind\":\"inclusion\",\"leafHash\":hex,\"index\":n,\"size\":n,\"root\":hex,\"proof\":[hex...]}",
            "      {\"kind\":\"consistency\",\"size1\":n,\"size2\":n,\"root1\":hex,\"root2\":hex,\"proof\":[hex...]}",
            "Out:  {\"ok\":true,\"why\":\"record 5 is in the log of 8 records\"}",
            "      {\"ok\":false,\"why\":\"line 3: is not valid JSON\"}",
            "Trees are those of RFC 6962 over SHA-256. Members beyond these are ignored, except \"record\" (base64) and",
            "\"checkpoint\" (a signed note), which must agree with the proof; 'audit prove' prints both."
        })
final class CheckProofCommand implements Callable<Integer> {
    static final int MAX_LINE_BYTES = 4 << 20;

    @Mixin
    private PublicKeyOption publicKey;

    private final InputStream in;
    private final OutputStream out;

    CheckProofCommand() {
        this(System.in, new FileOutputStream(FileDescriptor.out));
    }

    CheckProofCommand(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        ProofLine proof = new ProofLine(publicKey.keys());
        OutputLines lines = new OutputLines(out);
        InputLines input = new InputLines(in, MAX_LINE_BYTES, lines::flush);
        boolean all = true;
        try {
            while (input.next()) {
                all &= answer(proof, input, lines);
            }
            lines.flush();
        } catch (ClosedOutput e) {
            return ExitCode.DONE; // whoever reads has seen enough
        }
        return all ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    private static boolean answer(ProofLine proof, InputLines input, OutputLines lines) throws IOException {
        boolean holds = false;
        String why;
        try {
            if (input.isTooLong()) {
                throw new BadProof("is longer than " + input.maxBytes() + " bytes");
            }
            why = proof.check(input.bytes(), input.from(), input.to());
            holds = true;
        } catch (BadProof e) {
            why = "line " + input.number() + ": " + e.getMessage();
        }
        lines.raw(holds ? "{\"ok\":true,\"why\":" : "{\"ok\":false,\"why\":")
                .string(why)
                .raw("}")
                .end();
        return holds;
    }
}
