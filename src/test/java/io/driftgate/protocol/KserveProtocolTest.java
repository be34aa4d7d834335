package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class KserveProtocolTest {
    private final Bodies bodies = Bodies.of("kserve-v1", "age", "name");

    @Test
    void readsObjects() throws Exception {
        assertEquals(
                List.of("age=35 name='a\tb'", "age=null", "age=list1 name=object1 +unknown", ""),
                bodies.rows("{\"signature_name\":\"s\",\"instances\":[{\"name\":\"a\\tb\",\"age\":35},{\"age\":null},"
                        + "{\"age\":[1],\"zip\":{\"age\":1},\"n\\u0061me\":{\"x\":1}},{}]}"));
    }

    @Test
    void readsArraysInSchemaOrder() throws Exception {
        assertEquals(
                List.of("age=1 name='x'", "age=true name=false"),
                bodies.rows("{\"instances\":[[1,\"x\"],[true,false]]}"));
    }

    @Test
    void readsInputsAsRowsOrColumns() throws Exception {
        List<String> rows = List.of("age=1 name='x'", "age=2 name='y'");
        assertEquals(rows, bodies.rows("{\"inputs\":[[1,\"x\"],[2,\"y\"]]}"));
        assertEquals(rows, bodies.rows("{\"inputs\":{\"name\":[[\"x\"],[\"y\"]],\"age\":[1,2]}}"));
        bodies.refuses("{\"inputs\":{\"age\":[1],\"\\u0061ge2\":[]}}", "inputs: column 1 must be as long as column 0");
    }

    @Test
    void readsLists() throws Exception {
        Bodies lists = Bodies.of(
                "kserve-v1", new Feature("age", FeatureType.INT), Feature.list("tags", FeatureType.STRING, ""));
        List<String> rows = List.of("age=1 tags=['a\t', 'b']", "age=2 tags=['c']", "age=3 tags=[]", "age=4 tags='d'");
        assertEquals(
                rows,
                lists.rows("{\"instances\":[{\"tags\":[\"a\\t\",\"b\"],\"age\":1},{\"age\":2,\"tags\":[\"c\"]},"
                        + "{\"age\":3,\"tags\":[]},{\"age\":4,\"tags\":\"d\"}]}"));
        assertEquals(rows, lists.rows("{\"instances\":[[1,[\"a\\t\",\"b\"]],[2,[\"c\"]],[3,[]],[4,\"d\"]]}"));
        assertEquals(
                rows, lists.rows("{\"inputs\":{\"tags\":[[\"a\\t\",\"b\"],[\"c\"],[],\"d\"],\"age\":[1,[2],3,4]}}"));
        lists.batch.rewind();
        assertTrue(lists.batch.next());
        assertEquals("/inputs/tags/0", lists.batch.pathOf(1));
        assertTrue(lists.batch.next());
        assertEquals("/inputs/age/1/0", lists.batch.pathOf(0));
    }

    @Test
    void takesListsAsTheBoundVersionDoes() throws Exception {
        Schema plain = new Schema(List.of(new Feature("tags", FeatureType.STRING)));
        Schema list = new Schema(List.of(Feature.list("tags", FeatureType.STRING, "")));
        FeatureIndex index = FeatureIndex.of(List.of(plain, list));
        String body = "{\"instances\":[{\"tags\":[\"a\"]}]}";
        assertEquals(List.of("tags=list1"), Bodies.of("kserve-v1", index, plain).rows(body));
        assertEquals(List.of("tags=['a']"), Bodies.of("kserve-v1", index, list).rows(body));
    }

    @Test
    void readsScalarsOfTheOnlyFeature() throws Exception {
        Bodies single = Bodies.of("kserve-v1", "age");
        assertEquals(List.of("age=1", "age='x'", "age=null"), single.rows("{\"instances\":[1,\"x\",null]}"));
        assertEquals(List.of("age=1", "age=2"), single.rows("{\"instances\":[[1],[2]]}"));
    }

    @Test
    void marksAFeatureOfAnotherVersion() throws Exception {
        Bodies two = Bodies.withOtherVersion("kserve-v1", "zip", "age");
        assertEquals(
                List.of("zip=1 age=2 +unknown", "age=3"),
                two.rows("{\"instances\":[{\"zip\":1,\"age\":2},{\"age\":3}]}"));
    }

    @Test
    void refusesWrongShapes() throws Exception {
        String kinds =
                " must be of the same kind as instances[0]: rows are all objects, all arrays or all single values";
        bodies.refuses("1", "the body must be a JSON object");
        bodies.refuses("{}", "the body must have either instances or inputs");
        bodies.refuses("{\"instances\":[{}],\"inputs\":{}}", "the body must have either instances or inputs");
        bodies.refuses("{\"instances\":{}}", "instances must be an array of rows");
        bodies.refuses("{\"instances\":[]}", "instances must have at least one row");
        bodies.refuses(
                "{\"instances\":[{}],\"rows\":{}}",
                "the body may have only the members instances, inputs, signature_name, parameters and id");
        bodies.refuses("{\"instances\":[{},[1,2]]}", "instances[1]" + kinds);
        bodies.refuses("{\"instances\":[[1,2],{}]}", "instances[1]" + kinds);
        bodies.refuses("{\"instances\":[1,[1,2]]}", "instances[1]" + kinds);
        bodies.refuses(
                "{\"instances\":[[1,2],[1]]}",
                "instances[1] must have 2 values, one for each feature of the schema in its order");
        bodies.refuses(
                "{\"instances\":[1]}",
                "instances must be an array of objects, or of arrays of 2 values, as the model has more than one"
                        + " feature");
    }
}
