package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromMlflowCommandTest {
    @TempDir
    private Path directory;

    private final PolicyLine line = new PolicyLine();

    private Path model(String inputs) throws IOException {
        return Files.writeString(directory.resolve("MLmodel"), """
                artifact_path: model
                flavors:
                  python_function: {loader_module: mlflow.sklearn, python_version: 3.11.4}
                mlflow_version: 2.14.1
                signature:
                  inputs: '%s'
                  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
                  params: null
                utc_time_created: '2026-05-01 10:00:00.000000'
                """.formatted(inputs.replace("'", "''")));
    }

    private String generated(String inputs) throws IOException {
        Path out = directory.resolve("policies/m/v1");
        assertEquals(0, line.run("from-mlflow", model(inputs), "--out", out, "--force"), line::toString);
        assertEquals("", line.err());
        assertEquals(0, line.run("test", out), line::toString);
        return Files.readString(out.resolve("schema.yaml")) + Files.readString(out.resolve("policy.yaml"));
    }

    @Test
    void readsColumns() throws IOException {
        String text = generated("[{\"type\": \"long\", \"name\": \"age\", \"required\": true},"
                + " {\"type\": \"double\", \"name\": \"fixed acidity: #1\", \"required\": false},"
                + " {\"type\": \"string\", \"name\": \"it's\", \"optional\": true},"
                + " {\"type\": \"boolean\", \"name\": \"b\"},"
                + " {\"type\": \"binary\", \"name\": \"image\"},"
                + " {\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"name\": \"tags\", \"required\": true},"
                + " {\"type\": \"object\", \"properties\": [], \"name\": \"o\"}]");
        for (String part : new String[] {
            "age: int\n'fixed acidity: #1': float\n'it''s': string\nb: bool\n",
            "image: string  # binary: as base64 text\ntags: {list: string}\n",
            "  - id: age-present\n    feature: age\n    required: true\n    notNull: true\n",
            "  - id: fixed-acidity-1-type\n    feature: 'fixed acidity: #1'\n    type: number\n",
            "  - id: tags-present\n",
            "  # input 'o' is of type object: the json protocol reaches into it with pointers\n"
        }) {
            assertTrue(text.contains(part), () -> part + "\n" + text);
        }
        assertTrue(!text.contains("it-s-present") && !text.contains("fixed-acidity-1-present"), text);
    }

    @Test
    void readsTensorsAndColumnsWithoutNames() throws IOException {
        assertTrue(generated("[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1, 3]}}]")
                .startsWith("feature_0: float\nfeature_1: float\nfeature_2: float\n# "));
        String named = generated("[{\"name\": \"a\", \"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\","
                + " \"shape\": [-1]}}, {\"name\": \"b\", \"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"str\","
                + " \"shape\": [-1, 2]}}, {\"name\": \"c\", \"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"uint8\","
                + " \"shape\": [-1, 28, 28]}}]");
        assertTrue(named.startsWith("a: int\nb: {list: string}\n# "), named);
        assertTrue(named.contains("# tensor 'c' has 3 dimensions"), named);
        assertTrue(generated("[{\"type\": \"double\"}, {\"type\": \"long\"}]")
                .startsWith("feature_0: float\nfeature_1: int\n# "));
    }

    @Test
    void readsTheDirectoryOfAModel() throws IOException {
        Path file = model("[{\"type\": \"long\", \"name\": \"age\"}]");
        assertEquals(0, line.run("from-mlflow", file.getParent()), line::toString);
        assertTrue(line.out().contains("#   age: int\n"), line::toString);
    }

    @Test
    void saysWhereASignatureIsWrong() throws IOException {
        String[][] wrong = {
            {"[{\"type\": \"lung\", \"name\": \"age\"}]", "MLmodel signature.inputs:1:11: error: inputs[0].type:"},
            {"[{\"type\": \"lung\", \"name\": \"age\"}]", "hint: did you mean 'long'?"},
            {"[{\"type\": \"long\", \"name\": \"a\"}, {\"type\": \"long\", \"name\": \"a\"}]", "'a' stands twice"},
            {"[{\"name\": \"age\"}]", "inputs[0].type is missing"},
            {"[{\"type\": \"long\",", "signature.inputs:1:"},
            {"[]", "must be a list of at least one input"},
            {"[{\"type\": \"tensor\"}]", "inputs[0].tensor-spec is missing"},
            {"[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"f\", \"shape\": [-1]}}]", "must be one of numpy's"
            },
            {"[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\", \"shape\": -1}}]", "a list of sizes"},
            {"[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\", \"shape\": [-1, -1]}}]", "without a name"}
        };
        for (String[] each : wrong) {
            assertEquals(1, line.run("from-mlflow", model(each[0])), each[0]);
            assertTrue(line.err().contains(each[1]), () -> each[1] + "\n" + line);
        }
        Path file = Files.writeString(directory.resolve("MLmodel"), "artifact_path: model\n");
        assertEquals(1, line.run("from-mlflow", file));
        assertTrue(line.err().contains("MLmodel:1:1: error: signature is missing"), line::toString);
        assertEquals(1, line.run("from-mlflow", directory.resolve("none")));
        assertTrue(line.err().contains("does not exist"), line::toString);
    }
}
