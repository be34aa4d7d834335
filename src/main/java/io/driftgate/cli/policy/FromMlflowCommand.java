package io.driftgate.cli.policy;

import io.driftgate.cli.ExitCode;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate policy from-mlflow}. */
@Command(
        name = "from-mlflow",
        description = "Writes a first policy from the signature of an MLflow model, for a person to edit.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "1:the model has no usable signature, or the files can't be written",
            "2:the command line is wrong"
        })
final class FromMlflowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MLmodel", description = "the file, or the directory that holds it")
    private Path file;

    @Mixin
    private DraftOutput output;

    @Spec
    private CommandSpec spec;

    FromMlflowCommand() {}

    @Override
    public Integer call() {
        output.check(spec);
        Path model = Files.isDirectory(file) ? file.resolve("MLmodel") : file;
        Problems problems = new Problems();
        Optional<PolicyDraft> draft = YamlReader.read(model, model.toString(), problems)
                .flatMap(root -> SignatureDraft.read(root, model.toString(), problems));
        if (draft.isEmpty()) {
            spec.commandLine().getErr().print(problems.render());
            spec.commandLine().getErr().flush();
            return ExitCode.PROBLEM;
        }
        return output.deliver(draft.get(), spec, problems);
    }
}
