package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
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
