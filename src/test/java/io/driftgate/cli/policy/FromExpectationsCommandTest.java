package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromExpectationsCommandTest {
    @TempDir
    private Path directory;

    private final PolicyLine line = new PolicyLine();

    private Path suite(String... expectations) throws IOException {
        return Files.writeString(directory.resolve("suite.json"), """
                {
                \t"name": "orders",
                \t"expectations": [
                %s
                \t],
                \t"meta": {"great_expectations_version": "1.3.0"}
                }
                """.formatted(String.join(",\n", expectations)));
    }

    private static String expect(String type, String kwargs) {
        return "{\"type\": \"expect_" + type + "\", \"kwargs\": {" + kwargs + "}, \"meta\": {}}";
    }

    /** The rules that a suite becomes; the files must load, and their tests pass. */
    private String rules(String... expectations) throws IOException {
        Path out = directory.resolve("policies/orders/v1");
        Path file = suite(expectations);
        assertEquals(0, line.run("from-expectations", file, "--out", out, "--force"), line::toString);
        String err = line.err();
        assertFalse(err.contains("would not load"), err);
        assertEquals(0, line.run("test", out), line::toString);
        assertTrue(line.out().contains("0 failed"), line::toString);
        return Files.readString(out.resolve("schema.yaml")) + Files.readString(out.resolve("policy.yaml"));
    }

    private void becomes(String expectation, String... lines) throws IOException {
        String text = rules(expectation);
        for (String each : lines) {
            assertTrue(text.contains(each), () -> expectation + "\nshould become\n" + each + "\nbut is\n" + text);
        }
    }

    @Test
    void translatesWhatHasAForm() throws IOException {
        becomes(expect("column_to_exist", "\"column\": \"a\""), "- id: a-exists\n    feature: a\n    required: true\n");
        becomes(
                expect("column_values_to_not_be_null", "\"column\": \"a\""),
                "- id: a-present\n    feature: a\n    required: true\n    notNull: true\n");
        becomes(
                expect("column_values_to_not_be_null", "\"column\": \"a\", \"mostly\": 0.9"),
                "feature: a\n    enforcement: shadow\n    maxMissingShare: 0.1\n");
        becomes(
                expect("column_values_to_be_between", "\"column\": \"a\", \"min_value\": 0, \"max_value\": 2.5"),
                "a: float\n",
                "feature: a\n    between: [0, 2.5]\n");
        becomes(
                expect(
                        "column_values_to_be_between",
                        "\"column\": \"a\", \"min_value\": 0, \"strict_min\": true, \"max_value\": 2"),
                "feature: a\n    exclusiveMin: 0\n    max: 2\n");
        becomes(
                expect("column_values_to_be_between", "\"column\": \"a\", \"max_value\": 2, \"mostly\": 0.5"),
                "# holds for 0.5 of the rows (mostly)",
                "enforcement: shadow\n",
                "between: [~, 2]\n");
        becomes(
                expect("column_values_to_be_in_set", "\"column\": \"a\", \"value_set\": [\"x\", \"1\", \"x\"]"),
                "a: string\n",
                "in: [x, '1']\n");
        becomes(
                expect("column_values_to_be_in_set", "\"column\": \"a\", \"value_set\": [1, 2.5]"),
                "a: float\n",
                "in: [1, 2.5]\n");
        becomes(
                expect("column_values_to_not_be_in_set", "\"column\": \"a\", \"value_set\": [\"x: #\"]"),
                "notIn: ['x: #']\n");
        becomes(
                expect("column_values_to_match_regex", "\"column\": \"a\", \"regex\": \"^[a-z]{2}$\""),
                "matches: '^[a-z]{2}$'\n");
        becomes(
                expect("column_values_to_match_regex", "\"column\": \"a\", \"regex\": \"b|c\""),
                "matches: '(?s:.*)(?:b|c)(?s:.*)'\n");
        becomes(
                expect("column_value_lengths_to_be_between", "\"column\": \"a\", \"min_value\": 1, \"max_value\": 5"),
                "length: [1, 5]\n");
        becomes(
                expect(
                        "column_value_lengths_to_be_between",
                        "\"column\": \"a\", \"min_value\": 1, \"strict_min\": true"),
                "length: [2, ~]\n");
        becomes(
                expect("column_values_to_be_of_type", "\"column\": \"a\", \"type_\": \"int64\""),
                "a: int\n",
                "type: int\n");
        becomes(
                expect("column_values_to_be_of_type", "\"column\": \"a\", \"type_\": \"VARCHAR(20)\""),
                "a: string\n",
                "type: string\n");
        becomes(
                expect("column_mean_to_be_between", "\"column\": \"a\", \"min_value\": 1, \"max_value\": 5"),
                "enforcement: shadow\n    meanBetween: [1, 5]\n");
        becomes(
                expect("column_to_exist", "\"column\": \"a\"") + ",\n"
                        + expect("table_row_count_to_be_between", "\"min_value\": 1, \"max_value\": 500"),
                "enforcement: shadow\n    rowCount: [1, 500]\n");
        becomes(
                expect("column_pair_values_a_to_be_greater_than_b", "\"column_A\": \"a\", \"column_B\": \"b\""),
                "cel: '!has(features.a) && !has(features.b) || features.a > features.b'\n");
        becomes(
                expect(
                        "column_pair_values_a_to_be_greater_than_b",
                        "\"column_A\": \"a\", \"column_B\": \"b\", \"or_equal\": true, \"ignore_row_if\": \"neither\""),
                "cel: 'features.a >= features.b'\n");
    }

    @Test
    void readsTheSpellingOfOlderReleases() throws IOException {
        Path file = Files.writeString(directory.resolve("old.json"), """
                {"data_asset_type": "Dataset", "expectation_suite_name": "old: #1", "expectations": [
                  {"expectation_type": "expect_column_to_exist", "kwargs": {"column": "a b"}, "meta": {}}]}
                """);
        assertEquals(0, line.run("from-expectations", file), line::toString);
        assertTrue(line.out().contains("the suite 'old: #1'"), line::toString);
        assertTrue(line.out().contains("  - id: a-b-exists\n    feature: a b\n    required: true\n"), line::toString);
        assertEquals("", line.err());
    }

    @Test
    void whatHasNoFormIsNamedAndCounted() throws IOException {
        Path file = suite(
                expect("column_values_to_be_unique", "\"column\": \"id\""),
                expect("column_values_to_match_regex", "\"column\": \"a\", \"regex\": \"(?=x)y\""),
                expect("column_values_to_be_between", "\"column\": \"d\", \"min_value\": \"2020-01-01\""),
                expect("column_values_to_be_between", "\"column\": \"e\", \"min_value\": 3, \"max_value\": 2"),
                expect("column_values_to_be_between", "\"column\": \"f\", \"min_value\": {\"$PARAMETER\": \"x\"}"),
                expect("column_values_to_be_in_set", "\"column\": \"g\", \"value_set\": []"),
                expect("column_values_to_be_in_set", "\"column\": \"h\", \"value_set\": [1, \"x\"]"),
                expect("column_to_exist", "\"column\": \"ok\""),
                expect("column_values_to_not_be_null", "\"column\": \"i\", \"row_condition\": \"x > 1\""),
                expect("column_pair_values_a_to_be_greater_than_b", "\"column_A\": \"a b\", \"column_B\": \"c\""),
                expect("column_to_exist", ""));
        assertEquals(0, line.run("from-expectations", file), line::toString);
        assertEquals(
                "10 expectations have no form here; the comments at the end of the policy name them\n", line.err());
        for (String each : new String[] {
            "expect_column_values_to_be_unique of 'id' (line 4), because it has no form as a rule about one request",
            "of 'a' (line 5), because its regex is not RE2's",
            "of 'd' (line 6), because its min_value is no number",
            "of 'e' (line 7), because nothing lies between its bounds",
            "of 'f' (line 8), because its min_value is no number",
            "of 'g' (line 9), because its value_set is no list of values",
            "of 'h' (line 10), because its value_set holds something other than the column's float values",
            "of 'i' (line 12), because it has a row_condition",
            "of 'a b' (line 13), because an expression needs columns whose names are identifiers",
            "expect_column_to_exist (line 14), because it names no column"
        }) {
            assertTrue(line.out().contains(each), () -> each + "\n" + line);
        }
        assertTrue(line.out().contains("- id: ok-exists\n"), line::toString);
    }

    @Test
    void rulesThatContradictEachOtherAreLeftOut() throws IOException {
        Path file = suite(
                expect("column_values_to_be_between", "\"column\": \"a\", \"min_value\": 0, \"max_value\": 1"),
                expect("column_values_to_be_of_type", "\"column\": \"a\", \"type_\": \"int64\""),
                expect("column_values_to_be_in_set", "\"column\": \"a\", \"value_set\": [0.5]"));
        Path out = directory.resolve("policies/orders/v1");
        assertEquals(0, line.run("from-expectations", file, "--out", out), line::toString);
        assertEquals(0, line.run("test", out), line::toString);
    }

    @Test
    void saysWhereASuiteIsWrong() throws IOException {
        String[][] wrong = {
            {"{\"expectations\": [{\"kwargs\": {}}]}", "suite.json:1:19: error: expectations[0] has neither type"},
            {"{\"name\": \"x\"}", "suite.json:1:1: error: expectations is missing"},
            {"{\"expectations\": {}}", "suite.json:1:18: error: expectations must be a list"},
            {"{\"expectations\": [1]}", "suite.json:1:19: error: expectations[0] must be a mapping"},
            {"{\"expectations\": []}", "suite.json:1:18: error: the suite names no column"},
            {"[]", "suite.json:1:1: error: the file must be a mapping"},
            {"{\"expectations\": [", "suite.json:"}
        };
        for (String[] each : wrong) {
            Path file = Files.writeString(directory.resolve("suite.json"), each[0]);
            assertEquals(1, line.run("from-expectations", file), each[0]);
            assertTrue(line.err().contains(each[1]), () -> each[1] + "\n" + line);
        }
        assertEquals(1, line.run("from-expectations", directory.resolve("none.json")));
        assertTrue(line.err().contains("does not exist"), line::toString);
    }
}
