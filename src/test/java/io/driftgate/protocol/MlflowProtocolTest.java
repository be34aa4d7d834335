package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MlflowProtocolTest {
    private static final List<String> TWO_ROWS = List.of("age=35 name='a'", "age=41 name='b'");

    private final Bodies bodies = Bodies.of("mlflow", "age", "name");

    @Test
    void readsDataframeSplit() throws Exception {
        assertEquals(TWO_ROWS, bodies.rows("""
                        {"dataframe_split": {"columns": ["name", "\\u0061ge"], "index": [0, 1],
                         "data": [["a", 35], ["b", 41]]}, "params": {"t": 1}}"""));
        assertEquals(
                List.of("age=3 +unknown"),
                bodies.rows("{\"dataframe_split\":{\"data\":[[1,2,3]],\"columns\":[\"x\",\"y\",\"age\"]}}"));
    }

    @Test
    void readsDataframeRecords() throws Exception {
        assertEquals(
                TWO_ROWS,
                bodies.rows("{\"dataframe_records\":[{\"age\":35,\"name\":\"a\"},{\"name\":\"b\",\"age\":41}]}"));
    }

    @Test
    void readsInstances() throws Exception {
        assertEquals(TWO_ROWS, bodies.rows("{\"instances\":[[35,\"a\"],[41,\"b\"]]}"));
    }

    @Test
    void readsInputs() throws Exception {
        assertEquals(TWO_ROWS, bodies.rows("{\"inputs\":[[35,\"a\"],[41,\"b\"]]}"));
        assertEquals(TWO_ROWS, bodies.rows("{\"inputs\":{\"name\":[\"a\",\"b\"],\"age\":[35,41]}}"));
        assertEquals(
                List.of("age=35 name=list2 +unknown"),
                bodies.rows("{\"inputs\":{\"name\":[[1,2]],\"age\":[[35]],\"zip\":[0]}}"));
    }

    @Test
    void walksAnotherSplitAfterAWiderOne() throws Exception {
        bodies.rows("{\"dataframe_split\":{\"columns\":[\"p\",\"q\",\"r\",\"age\"],\"data\":[[1,2,3,4]]}}");
        bodies.batch.release();
        assertEquals(0, bodies.batch.rows());
        assertEquals(List.of("age=1"), bodies.rows("{\"dataframe_split\":{\"columns\":[\"age\"],\"data\":[[1]]}}"));
        assertEquals(List.of("age=1 name=2"), bodies.rows("{\"instances\":[[1,2]]}"));
    }

    @Test
    void refusesOtherThanOneForm() throws Exception {
        String one = "the body must have exactly one of dataframe_split, dataframe_records, instances and inputs";
        bodies.refuses("{}", one);
        bodies.refuses("{\"params\":{}}", one);
        bodies.refuses("{\"instances\":[[1,2]],\"inputs\":[[1,2]]}", one);
        bodies.refuses(
                "{\"dataframe\":1}",
                "the body may have only one of dataframe_split, dataframe_records, instances and inputs, and params and"
                        + " client_request_id");
    }

    @Test
    void refusesWrongDataframes() throws Exception {
        bodies.refuses("{\"dataframe_split\":1}", "dataframe_split must be an object with columns and data");
        String names = "dataframe_split.columns must be a non-empty array of feature names";
        bodies.refuses(split("\"data\":[[1]]"), names);
        bodies.refuses(split("\"columns\":[],\"data\":[[]]"), names);
        bodies.refuses(split("\"columns\":[1],\"data\":[[1]]"), "dataframe_split.columns[0] must be a string");
        bodies.refuses(
                split("\"columns\":[\"age\",\"\\u0061ge\"],\"data\":[[1,2]]"),
                "dataframe_split.columns must name each feature once");
        bodies.refuses(split("\"columns\":[\"age\"]"), "dataframe_split.data must be an array of rows");
        bodies.refuses(split("\"columns\":[\"age\"],\"data\":[]"), "dataframe_split.data must have at least one row");
        bodies.refuses(
                split("\"columns\":[\"age\"],\"data\":[[1],[1,2]]"),
                "dataframe_split.data[1] must be an array of 1 value, one for each of dataframe_split.columns");
        bodies.refuses(
                split("\"columns\":[\"age\"],\"data\":[1]"),
                "dataframe_split.data[0] must be an array of 1 value, one for each of dataframe_split.columns");
        bodies.refuses(
                split("\"columns\":[\"age\"],\"data\":[[1]],\"index\":[1,2]"),
                "dataframe_split.index must be an array with one element for each row of data");
        bodies.refuses(
                split("\"columns\":[\"age\"],\"data\":[[1]],\"rows\":1"),
                "dataframe_split may have only the members columns, data and index");
        bodies.refuses("{\"dataframe_records\":[[1,2]]}", "dataframe_records[0] must be an object of features");
        bodies.refuses("{\"dataframe_records\":[]}", "dataframe_records must have at least one row");
    }

    @Test
    void refusesWrongInputs() throws Exception {
        bodies.refuses("{\"inputs\":1}", "inputs must be an array of rows or an object of columns");
        bodies.refuses("{\"inputs\":{}}", "inputs must have at least one column and one row");
        bodies.refuses("{\"inputs\":{\"age\":[]}}", "inputs must have at least one column and one row");
        bodies.refuses("{\"inputs\":{\"age\":1}}", "inputs: column 0 must be an array with one element for each row");
        bodies.refuses("{\"inputs\":{\"age\":[1],\"name\":[1,2]}}", "inputs: column 1 must be as long as column 0");
    }

    private static String split(String members) {
        return "{\"dataframe_split\":{" + members + "}}";
    }
}
