package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One random table, written in every layout of every protocol, always reads as the same rows. */
class FeatureBatchPropertyTest {
    private static final String[][] CELLS = {
        {"null", "null"},
        {"true", "true"},
        {"0", "0"},
        {"-17.0", "-17"},
        {"2.5", "2.5"},
        {"\"\"", "''"},
        {"\"plain\"", "'plain'"},
        {"\"\\u0041\\n\\\"\"", "'A\n\"'"},
        {"\"\\ud83d\\ude00é\"", "'😀é'"}
    };

    private static final String[][] LISTS = {
        {"[]", "[]"},
        {"[1]", "[1]"},
        {"[\"a\",\"\\u0062\\n\",null,true,-2.5,[1],{\"x\":{}}]", "['a', 'b\n', null, true, -2.5, list, object]"},
        {"\"no list\"", "'no list'"},
        {"null", "null"}
    };

    private final Random random = new Random(3);
    private final List<String> names = new ArrayList<>();
    /** JSON and expected text of each cell, by row and column. */
    private String[][][] table = {};

    @Test
    void readsEveryLayoutAlike() throws Exception {
        for (int round = 0; round < 300; round++) {
            fill(1 + random.nextInt(5), 1 + random.nextInt(random.nextInt(20) == 0 ? 2_000 : 12));
            String[] features = names.toArray(String[]::new);
            check(Bodies.of("open-inference", features), "{\"inputs\":[" + columns(true) + "]}");
            String shape = "{\"inputs\":[{\"name\":\"t\",\"datatype\":\"BYTES\",\"shape\":[" + table.length + ","
                    + features.length + "],\"data\":[";
            check(Bodies.of("open-inference", features), shape + arrays(inOrder()) + "]}]}");
            check(
                    Bodies.of("open-inference", features),
                    shape + arrays(inOrder()).replaceAll("[\\[\\]]", "") + "]}]}");
            check(Bodies.of("kserve-v1", features), "{\"instances\":[" + objects() + "]}");
            check(Bodies.of("kserve-v1", features), "{\"instances\":[" + arrays(inOrder()) + "]}");
            checkMlflow(Bodies.of("mlflow", features));
            fill(names.size(), 1);
            check(Bodies.of("json", features), objects());
        }
    }

    /** Lists among single values, in every layout that can carry them. */
    @Test
    void readsListsInEveryLayoutAlike() throws Exception {
        for (int round = 0; round < 200; round++) {
            fill(1 + random.nextInt(5), 1 + random.nextInt(12));
            Feature[] features = new Feature[names.size()];
            for (int column = 0; column < features.length; column++) {
                boolean list = random.nextBoolean();
                features[column] = list
                        ? Feature.list(names.get(column), FeatureType.STRING, "")
                        : new Feature(names.get(column), FeatureType.STRING);
                for (String[][] row : table) {
                    row[column] = list ? LISTS[random.nextInt(LISTS.length)] : row[column];
                }
            }
            check(Bodies.of("kserve-v1", features), "{\"instances\":[" + objects() + "]}");
            check(Bodies.of("kserve-v1", features), "{\"instances\":[" + arrays(inOrder()) + "]}");
            checkMlflow(Bodies.of("mlflow", features));
            checkElements(features);
        }
    }

    /** The same lists by a pointer with a star, element by element, of an array of wrappers. */
    private void checkElements(Feature... features) throws Exception {
        Feature[] starred = new Feature[features.length];
        StringBuilder body = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int column = 0; column < features.length; column++) {
            String name = names.get(column);
            starred[column] = Feature.list(name, FeatureType.STRING, "/" + name + "/*/v");
            StringBuilder wrappers = new StringBuilder();
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                String[] cell = CELLS[random.nextInt(CELLS.length)];
                boolean there = random.nextInt(4) > 0;
                wrappers.append(wrappers.isEmpty() ? "" : ",").append(there ? "{\"v\":" + cell[0] + "}" : "{\"w\":[]}");
                if (there) {
                    elements.add(cell[1]);
                }
            }
            body.append(body.isEmpty() ? "" : ",")
                    .append(quoted(name))
                    .append(":[")
                    .append(wrappers)
                    .append(']');
            expected.append(column == 0 ? "" : " ").append(name).append('=').append(elements);
        }
        assertEquals(List.of(expected.toString()), Bodies.of("json", starred).rows("{" + body + "}"));
    }

    private void checkMlflow(Bodies bodies) throws Exception {
        List<Integer> order = shuffled();
        StringBuilder columns = new StringBuilder();
        for (int column : order) {
            columns.append(columns.isEmpty() ? "" : ",").append(quoted(names.get(column)));
        }
        check(bodies, "{\"dataframe_split\":{\"data\":[" + arrays(order) + "],\"columns\":[" + columns + "]}}");
        check(bodies, "{\"dataframe_records\":[" + objects() + "]}");
        check(bodies, "{\"instances\":[" + arrays(inOrder()) + "]}");
        check(bodies, "{\"inputs\":[" + arrays(inOrder()) + "]}");
        check(bodies, "{\"inputs\":{" + columns(false) + "}}");
    }

    private void check(Bodies bodies, String body) throws Exception {
        List<String> expected = new ArrayList<>();
        for (String[][] row : table) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                line.append(column == 0 ? "" : " ")
                        .append(names.get(column))
                        .append('=')
                        .append(row[column][1]);
            }
            expected.add(line.toString());
        }
        assertEquals(expected, bodies.rows(body), body);
    }

    private void fill(int columns, int rows) {
        names.clear();
        IntStream.range(0, columns).forEach(i -> names.add("feature " + i));
        table = new String[rows][columns][];
        for (String[][] row : table) {
            for (int column = 0; column < columns; column++) {
                row[column] = CELLS[random.nextInt(CELLS.length)];
            }
        }
    }

    private String columns(boolean tensors) {
        StringBuilder out = new StringBuilder();
        for (int column : shuffled()) {
            boolean mayNest = tensors || !isList(column);
            String open = mayNest && random.nextBoolean() ? "[" : "";
            StringBuilder data = new StringBuilder();
            for (String[][] row : table) {
                data.append(data.isEmpty() ? "" : ",").append(open).append(row[column][0]);
                data.append(open.isEmpty() ? "" : "]");
            }
            out.append(out.isEmpty() ? "" : ",");
            if (tensors) {
                out.append("{\"name\":")
                        .append(quoted(names.get(column)))
                        .append(",\"datatype\":\"BYTES\",\"shape\":[");
                out.append(table.length).append(open.isEmpty() ? "" : ",1").append("],\"data\":[");
                out.append(data).append("]}");
            } else {
                out.append(quoted(names.get(column))).append(":[").append(data).append(']');
            }
        }
        return out.toString();
    }

    private boolean isList(int column) {
        for (String[][] row : table) {
            for (String[] list : LISTS) {
                if (row[column] == list) {
                    return true;
                }
            }
        }
        return false;
    }

    private String objects() {
        StringBuilder out = new StringBuilder();
        for (String[][] row : table) {
            out.append(out.isEmpty() ? "{" : ",{");
            String comma = "";
            for (int column : shuffled()) {
                out.append(comma).append(quoted(names.get(column))).append(':').append(row[column][0]);
                comma = ",";
            }
            out.append('}');
        }
        return out.toString();
    }

    private String arrays(List<Integer> order) {
        StringBuilder out = new StringBuilder();
        for (String[][] row : table) {
            out.append(out.isEmpty() ? "[" : ",[");
            String comma = "";
            for (int column : order) {
                out.append(comma).append(row[column][0]);
                comma = ",";
            }
            out.append(']');
        }
        return out.toString();
    }

    private List<Integer> inOrder() {
        return IntStream.range(0, names.size()).boxed().toList();
    }

    private List<Integer> shuffled() {
        List<Integer> order = new ArrayList<>(inOrder());
        Collections.shuffle(order, random);
        return order;
    }

    private String quoted(String name) {
        return random.nextInt(4) == 0 ? "\"" + name.replace("f", "\\u0066") + "\"" : "\"" + name + "\"";
    }
}
