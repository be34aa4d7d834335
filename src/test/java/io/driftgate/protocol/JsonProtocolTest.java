package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonProtocolTest {
    @Test
    void readsTopLevelMembersByDefault() throws Exception {
        Bodies bodies = Bodies.of("json", "age", "a/b");
        assertEquals(List.of("age=35 a/b='x'"), bodies.rows("{\"rest\":[{}],\"a\\/b\":\"x\",\"age\":35}"));
        assertEquals(List.of(""), bodies.rows("{\"x\":{\"age\":1}}"));
        assertEquals(List.of(""), bodies.rows("[1]"));
        assertEquals(List.of(""), bodies.rows("1"));
    }

    @Test
    void readsWherePointersPoint() throws Exception {
        Bodies bodies = Bodies.of(
                "json",
                at("whole", "/applicant"),
                at("age", "/applicant/age"),
                at("again", "/applicant/age"),
                at("second", "/scores/1"),
                at("deep", "/scores/2/x"),
                at("slash", "/a~1b"),
                at("tilde", "/a~0b"),
                at("tildeOne", "/~01"),
                at("empty", "/"),
                at("digits", "/map/01"));
        assertEquals(
                List.of(
                        "whole=object1 age=5 again=5 second='\n' deep=null slash=1 tilde=2 tildeOne=3 empty=4 digits=6"),
                bodies.rows("""
                        {"applicant": {"age": 5}, "scores": [[0, 0], "\\n", {"x": null}, 9], "a/b": 1, "a~b": 2,
                         "~1": 3, "": 4, "map": {"01": 6}}"""));
        assertEquals(List.of("second=[]"), bodies.rows("{\"scores\":[1,[]],\"map\":[5,6]}"));
        assertEquals(List.of("second=7"), bodies.rows("{\"scores\":{\"1\":7}}"));
    }

    @Test
    void readsListsAndWhatStarsPointAt() throws Exception {
        Bodies bodies = Bodies.of(
                "json",
                Feature.list("tags", FeatureType.STRING, ""),
                Feature.list("roles", FeatureType.STRING, "/messages/*/role"),
                Feature.list("parts", FeatureType.STRING, "/messages/*/parts/*/text"),
                Feature.list("all", FeatureType.STRING, "/tags/*"),
                Feature.list("*", FeatureType.STRING, ""),
                at("first", "/messages/0/role"),
                at("star", "/messages/*"));
        assertEquals(
                List.of("tags=['a', 1, 2.5, true, null, list, object] roles=['x\n', 'y', null] parts=['p', 'q', 5]"
                        + " all=['a', 1, 2.5, true, null, list, object] *=[7] first='x\n'"),
                bodies.rows("""
                        {"tags": ["a", 1, 2.5, true, null, [1, 2], {"b": 3}],
                         "messages": [
                           {"role": "x\\n", "parts": [{"text": "p"}, {"text": "q"}, {}]},
                           {"parts": [], "role": "y"}, {"no": "role"}, {"role": null, "parts": 5}],
                         "*": [7]}"""));
        assertEquals(List.of("roles=[] parts=[]"), bodies.rows("{\"messages\":[]}"));
        assertEquals(
                List.of("tags='t' roles=object2 parts=object2 all='t' star=8"),
                bodies.rows("{\"messages\":{\"role\":\"hidden\",\"*\":8},\"tags\":\"t\"}"),
                "what is no array takes the list's place");
        assertEquals(List.of("roles=null parts=null"), bodies.rows("{\"messages\":null}"));
        assertEquals(List.of(""), bodies.rows("{}"));
    }

    @Test
    void countsElementsThatItDoesNotKeep() throws Exception {
        Bodies bodies = Bodies.of("json", Feature.list("tags", FeatureType.STRING, "/tags/*/t"));
        String element = "{\"t\":\"\\u0061\"}";
        int many = FeatureRow.MAX_ELEMENTS + 5;
        assertEquals(
                List.of("tags=list" + many),
                bodies.rows("{\"tags\":[" + (element + ",").repeat(many - 1) + element + "]}"));
    }

    @Test
    void tellsWhereAValueStands() throws Exception {
        Bodies bodies = Bodies.of(
                "json",
                Feature.list("roles", FeatureType.STRING, "/messages/*/role"),
                Feature.list("none", FeatureType.STRING, "/messages/*/none"),
                at("deep", "/a~1b/1/~0"),
                at("gone", "/gone"));
        bodies.bind("{\"messages\":[{},{\"role\":\"x\"},{\"role\":\"y\"}],\"a\\/b\":[0,{\"z\":{},\"~\":5}]}");
        assertTrue(bodies.batch.next());
        assertEquals("/messages/1/role", bodies.batch.pathOf(0));
        assertEquals("/messages", bodies.batch.pathOf(1));
        assertEquals("/a~1b/1/~0", bodies.batch.pathOf(2));
        assertEquals("", bodies.batch.pathOf(3));
    }

    @Test
    void saysWhatIsWrongWithAPointer() {
        assertEquals(Optional.empty(), SchemaBinding.pointerProblem("/a/~0~1/0"));
        assertEquals(Optional.empty(), SchemaBinding.pointerProblem(""));
        assertEquals(
                Optional.of("a JSON pointer starts with '/', as in /applicant/age"),
                SchemaBinding.pointerProblem("a/b"));
        for (String pointer : List.of("/~", "/a~2", "/~0~")) {
            assertEquals(
                    Optional.of("in a JSON pointer '~' stands as ~0 and '/' within a name as ~1"),
                    SchemaBinding.pointerProblem(pointer));
        }
        Schema schema = new Schema(List.of(at("age", "age")));
        assertThrows(IllegalArgumentException.class, () -> SchemaBinding.of(FeatureIndex.of(List.of(schema)), schema));
    }

    private static Feature at(String name, String pointer) {
        return new Feature(name, FeatureType.FLOAT, List.of(), pointer);
    }
}
