package io.driftgate.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.RequestFields;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelEvaluationTest {
    private static final String[] WORDS = {"false", "true", "error"};

    /** age is 30, tenure -7, income 2.5, debt 0.0, active true; member is absent, city null, codes no list. */
    private static CelFrame frame() {
        CelFrame frame = CelFixtures.frame();
        CelFixtures.set(frame, "age", 30);
        CelFixtures.set(frame, "tenure", -7);
        CelFixtures.set(frame, "income", 2.5);
        CelFixtures.set(frame, "debt", 0.0);
        CelFixtures.set(frame, "active", true);
        CelFixtures.set(frame, "note", "Grüße 🙂");
        CelFixtures.set(frame, "city", null);
        CelFixtures.set(frame, "segment", "new");
        CelFixtures.set(frame, "tags", List.of("a", "bc", ""));
        CelFixtures.set(frame, "codes", 5);
        CelFixtures.set(frame, "scores", List.of(0.5, 2, -1.5));
        CelFixtures.set(frame, "flags", List.of());
        CelFixtures.set(frame, "loan-amount", 1000);
        CelFixtures.set(frame, "petal width (cm)", 1.5);
        CelFixtures.set(frame.record(1), RequestFields.PATH, "/v1/x");
        CelFixtures.set(frame.record(1), RequestFields.ROWS, 3);
        CelFixtures.set(frame.record(2), PredictionFields.SCORES, List.of(0.25, 0.75));
        CelFixtures.set(frame.record(3), CelFixtures.INDEX.slotOf("income"), -0.25);
        frame.headers(CelFixtures.headers("x-tier", "gold", "x-twice", "a", "x-twice", "b", "x-limit", "250"));
        return frame;
    }

    private static String value(CelFrame frame, String expression) {
        return WORDS[CelFixtures.compile(expression).test(frame)];
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            # numbers
            features.age == 30                                              @ true
            features.age != 30                                              @ false
            30 <= features.age                                              @ true
            30 < features.age                                               @ false
            features.tenure < features.age                                  @ true
            features.age + 1 > 30 && features.age - 31 == -1                @ true
            features.age * 2 == 60 && features.age / 7 == 4                 @ true
            features.tenure / 2 == -3 && features.tenure % 4 == -3          @ true
            -features.tenure == 7                                           @ true
            features.age / (features.tenure + 7) > 0                        @ error
            features.age % (features.tenure + 7) > 0                        @ error
            features.age * 9223372036854775807 > 0                          @ error
            features.age + 9223372036854775807 > 0                          @ error
            features.tenure - 9223372036854775807 < 0                       @ error
            (features.age - 31) * 9223372036854775807 - 1 < 0               @ true
            -((features.age - 31) * 9223372036854775807 - 1) > 0            @ error
            ((features.age - 31) * 9223372036854775807 - 1) / -1 > 0        @ error
            ((features.age - 31) * 9223372036854775807 - 1) % -1 == 0       @ true
            features.income == 2.5                                          @ true
            features.income > 2                                             @ true
            2 >= features.income                                            @ false
            features.income * 2 == 5                                        @ true
            features.income / features.debt > 1e308                         @ true
            features.debt / features.debt == features.debt / features.debt  @ false
            features.debt / features.debt != features.debt / features.debt  @ true
            features.debt / features.debt < 1.0                             @ false
            -features.income < 0                                            @ true
            features.debt == -0.0                                           @ true
            features.age > features.income                                  @ true
            features.income < features.age                                  @ true
            features.age == features.income                                 @ false
            features.age != features.income                                 @ true
            int(features.income) == 2 && int(-features.income) == -2        @ true
            int(features.income * 1e300) > 0                                @ error
            int(features.income / features.debt) > 0                        @ error
            double(features.age) / 4.0 == 7.5                               @ true
            features.age / 4 == 7                                           @ true
            # logic: an operand that decides absorbs errors
            features.member || features.active                              @ true
            features.active || features.member                              @ true
            features.member || !features.active                             @ error
            features.member && !features.active                             @ false
            !features.active && features.member                             @ false
            features.member && features.active                              @ error
            !features.member                                                @ error
            features.active ? features.age > 0 : features.member            @ true
            features.member ? features.age > 0 : features.age > 1           @ error
            (features.active ? features.age : features.tenure) == 30        @ true
            (features.active ? 1 : features.income) == 1.0                  @ true
            (features.active ? features.note : features.city) != 'x'        @ true
            (features.active ? features.tags : ['z']).exists(t, t == 'bc')  @ true
            features.active == true                                         @ true
            features.active != (features.age > 29)                          @ false
            features.active > false                                         @ true
            # what isn't there
            has(features.age)                                               @ true
            has(features.member)                                            @ false
            has(features.city)                                              @ false
            has(features.codes)                                             @ true
            features.member                                                 @ error
            features.city == 'x'                                            @ error
            features.city in ['x']                                          @ error
            size(features.codes) == 0                                       @ error
            has(features.city) && features.city == 'x'                      @ false
            # texts
            features.note == 'Grüße 🙂'                                     @ true
            'Grüße 🙂' != features.note                                     @ false
            features.note == r'Gr' + 'üße 🙂'                               @ true
            features.note > 'Grz'                                           @ true
            features.note <= 'Grüße 🙂'                                     @ true
            features.note < 'Grüße 🙃' && '\\uFFFD' < '🙂' + features.note  @ true
            size(features.note) == 7 && features.note.size() == 7           @ true
            features.note.startsWith('Grü') && features.note.endsWith('🙂') @ true
            features.note.contains('üß') == features.note.contains('')      @ true
            features.note.contains('ss')                                    @ false
            features.note.startsWith(features.note + 'x')                   @ false
            features.note.matches('^G.*e')                                  @ true
            matches(features.note, 'ß')                                     @ true
            features.note.matches('^ß$')                                    @ false
            features.note + '!' + features.segment == 'Grüße 🙂!new'        @ true
            features.note + features.city == ''                             @ error
            features.note.upperAscii() == 'GRüßE 🙂'                        @ true
            'ÄB'.lowerAscii() + features.segment.lowerAscii() == 'Äbnew'    @ true
            string(features.tenure) + string(features.active) == '-7true'   @ true
            string(-9223372036854775807 + features.age - 31) == '-9223372036854775808' @ true
            features.segment == 'new'                                       @ true
            features.segment in ['new', 'returning']                        @ true
            features.note in ['a', 'b']                                     @ false
            # lists
            features.age in [10, 20, 30]                                    @ true
            features.age in [10, 20]                                        @ false
            features.income in [1, 2, 2.5]                                  @ true
            features.debt in [-0.0]                                         @ true
            features.debt / features.debt in [0.0, 1.0]                     @ false
            features.age in [30.0, 1.5]                                     @ true
            features.income in [features.debt, 2.5]                         @ true
            features.age in features.scores                                 @ false
            features.age - 28 in features.scores                            @ true
            'bc' in features.tags && !('b' in features.tags)                @ true
            5 in features.codes || 'a' in features.tags                     @ true
            features.active in [features.age > 29, false]                   @ true
            features.active in features.flags                               @ false
            size(features.tags) == 3 && features.flags.size() == 0          @ true
            size([1, features.age]) == 2                                    @ true
            features.tags[1] == 'bc'                                        @ true
            features.tags[3] == ''                                          @ error
            features.tags[features.tenure] == ''                            @ error
            features.scores[1] > 1                                          @ true
            [features.age, 7][features.age - 29] == 7                       @ true
            [features.active, false][0]                                     @ true
            ['x', features.note][1] == features.note                        @ true
            features.scores == [0.5, 2, -1.5]                               @ true
            features.scores != [0.5, 2]                                     @ true
            features.flags == []                                            @ true
            features.tags == ['a', 'bc', features.segment]                  @ false
            features.tags == ['a', features.city, '']                       @ error
            features.scores.all(s, s < 3)                                   @ true
            features.scores.exists(s, s < -1)                               @ true
            features.scores.exists_one(s, s > 0)                            @ false
            features.scores.exists_one(s, s > 1)                            @ true
            features.flags.all(f, f)                                        @ true
            features.flags.exists(f, f)                                     @ false
            features.tags.all(t, size(t) < 3 && t != features.city)         @ error
            features.tags.all(t, t == '' && t != features.city)             @ false
            features.tags.exists(t, t == features.city || t == 'bc')        @ true
            features.tags.exists_one(t, t == features.city || t == 'bc')    @ error
            features.tags.all(a, features.scores.exists(s, s * 2.0 > double(size(a)))) @ true
            [features.age, 1].exists(x, x + 1 == 31)                        @ true
            ['a', 'b'].exists(x, x in features.tags)                        @ true
            # names that are no identifiers, and other records
            features['loan-amount'] == 1000                                 @ true
            features.`loan-amount` == 1000                                  @ true
            features['petal width (cm)'] == 1.5                             @ true
            has(features['petal width (cm)']) && has(features.`loan-amount`)@ true
            features['age'] == 30                                           @ true
            request.rows == 3 && request.path.startsWith('/v1/')            @ true
            prediction.scores.all(s, s >= 0.0) && !has(prediction.label)    @ true
            prediction.attributions.income > -0.5                           @ true
            prediction.attributions.age > -0.5                              @ error
            request.headers['x-tier'] == 'gold'                             @ true
            request.headers.other == 'gold'                                 @ error
            request.headers['x-none'] == 'gold'                             @ error
            request.headers['x-twice'] == 'a'                               @ error
            'x-tier' in request.headers                                     @ true
            'x-none' in request.headers                                     @ false
            'x-twice' in request.headers                                    @ true
            has(request.headers['x-tier'])                                  @ true
            int(request.headers['x-limit']) > 249                           @ true
            int(request.headers['x-tier']) > 249                            @ error
            """)
    void evaluatesAsCelSays(String expression, String expected) {
        assertEquals(expected, value(frame(), expression), expression);
    }

    @Test
    void valuesOfAnotherKindAreErrors() {
        Map<String, String> byType = Map.of(
                "age", "features.age > 0",
                "income", "features.income > 0.0",
                "active", "features.active",
                "note", "features.note == ''",
                "segment", "features.segment in ['new']",
                "tags", "size(features.tags) > 0");
        List<Object> values = List.of(1, 1.5, true, "x", List.of("x"), Map.of());
        Map<String, List<Integer>> fitting = Map.of(
                "age", List.of(0),
                "income", List.of(0, 1),
                "active", List.of(2),
                "note", List.of(3),
                "segment", List.of(3),
                "tags", List.of(4));
        byType.forEach((feature, expression) -> {
            for (int i = 0; i < values.size(); i++) {
                CelFrame frame = CelFixtures.frame();
                CelFixtures.set(frame, feature, values.get(i));
                boolean error = value(frame, expression).equals("error");
                assertEquals(!fitting.get(feature).contains(i), error, feature + " = " + values.get(i));
            }
        });
    }

    @Test
    void anIntThatADoubleDoesNotHoldExactlyIsAnError() {
        CelFrame frame = CelFixtures.frame();
        CelFixtures.set(frame, "age", 0x1p53);
        CelFixtures.set(frame, "tenure", -0x1p53);
        assertEquals("true", value(frame, "features.age == 9007199254740992 && features.tenure < 0"));
        CelFixtures.set(frame, "age", 0x1p53 + 2);
        CelFixtures.set(frame, "tenure", -0x1p60);
        assertEquals("error", value(frame, "features.age > 0"));
        assertEquals("error", value(frame, "features.age + 0 > 0"));
        assertEquals("error", value(frame, "features.tenure in [1]"));
    }

    @Test
    void aConstantThatNoDoubleHoldsStaysItself() {
        CelFrame frame = CelFixtures.frame();
        CelFixtures.set(frame, "age", 0x1p53);
        CelFixtures.set(frame, "income", 0x1p53);
        for (String feature : List.of("age", "income")) {
            assertEquals("false", value(frame, "features." + feature + " == 9007199254740993"));
            assertEquals("true", value(frame, "features." + feature + " < 9007199254740993"));
            assertEquals("false", value(frame, "features." + feature + " in [9007199254740993]"));
            assertEquals("true", value(frame, "features." + feature + " > -9007199254740993"));
        }
    }

    @Test
    void anIntBesideADoubleIsComparedExactly() {
        CelFrame frame = CelFixtures.frame();
        CelFixtures.set(frame, "age", 0x1p53);
        CelFixtures.set(frame, "income", 0x1p53);
        assertEquals("true", value(frame, "features.age == features.income"));
        assertEquals("true", value(frame, "features.age + 1 > features.income"));
        assertEquals("false", value(frame, "features.age + 1 == features.income"));
        CelFixtures.set(frame, "income", 1e300);
        assertEquals("true", value(frame, "features.age + 1 < features.income && features.age > -features.income"));
        CelFixtures.set(frame, "income", -0.5);
        CelFixtures.set(frame, "age", 0);
        assertEquals("true", value(frame, "features.age > features.income"));
    }

    @Test
    void anElementOfAnotherKindIsAnErrorOfItsOwn() {
        CelFrame frame = CelFixtures.frame();
        List<Object> tags = new ArrayList<>(List.of("a", 5, "c"));
        tags.add(null);
        CelFixtures.set(frame, "tags", tags);
        assertEquals("true", value(frame, "size(features.tags) == 4"));
        assertEquals("true", value(frame, "features.tags[0] == 'a'"));
        assertEquals("error", value(frame, "features.tags[1] == 'a'"));
        assertEquals("error", value(frame, "features.tags[3] == 'a'"));
        assertEquals("true", value(frame, "'c' in features.tags"));
        assertEquals("error", value(frame, "'x' in features.tags"));
        assertEquals("error", value(frame, "features.tags.all(t, size(t) == 1)"));
        assertEquals("false", value(frame, "features.tags.all(t, t == 'a')"));
        assertEquals("true", value(frame, "features.tags.exists(t, t == 'c')"));
        assertEquals("error", value(frame, "features.tags.exists_one(t, t == 'c')"));
        CelFixtures.set(frame, "codes", List.of(1, 1.5));
        assertEquals("error", value(frame, "3 in features.codes"));
        assertEquals("true", value(frame, "1 in features.codes"));
    }

    @Test
    void aListThatIsNotWholeIsAnError() {
        CelFrame frame = CelFixtures.frame();
        FeatureRow row = frame.record(0);
        int slot = CelFixtures.INDEX.slotOf("scores");
        row.beginList(slot);
        for (int i = 0; i <= FeatureRow.MAX_ELEMENTS; i++) {
            row.addNumber(slot, i);
        }
        assertEquals("error", value(frame, "size(features.scores) > 0"));
        assertEquals("error", value(frame, "0 in features.scores"));
        row.setList(slot, 2);
        assertEquals("error", value(frame, "features.scores.exists(s, s == 0)"));
    }

    @Test
    void workIsBounded() {
        CelFrame frame = CelFixtures.frame();
        CelFixtures.set(frame, "scores", Collections.nCopies(4096, 1.5));
        CelFixtures.set(frame, "tags", Collections.nCopies(4096, "a".repeat(500)));
        CelFixtures.set(frame, "note", "a".repeat(1_000_000));
        CelFixtures.set(frame, "city", "a".repeat(100_000) + "b");
        assertEquals("true", value(frame, "features.scores.all(s, s == 1.5)"));
        assertEquals("error", value(frame, "features.scores.all(s, features.scores.all(t, s == t))"));
        assertEquals("error", value(frame, "features.scores.all(s, !(2.5 in features.scores) && s > 0)"));
        assertEquals("error", value(frame, "features.tags.all(s, features.tags.all(t, s == t))"));
        assertEquals("error", value(frame, "features.note.contains(features.city)"));
        assertEquals("error", value(frame, "features.note.matches('b')"));
        assertEquals("error", value(frame, "features.note + 'b' == ''"));
        assertEquals("error", value(frame, "features.tags.all(s, size(features.note) > 10)"));
        assertEquals("true", value(frame, "features.tags.all(s, s + 'b' != '')"), "scratch is given back");
    }

    @Test
    void readsAreTheSlotsInTheOrderOfTheText() {
        int age = CelFixtures.INDEX.slotOf("age");
        int tags = CelFixtures.INDEX.slotOf("tags");
        assertEquals(
                List.of(
                        new CelPredicate.Read(0, tags),
                        new CelPredicate.Read(0, age),
                        new CelPredicate.Read(1, RequestFields.ROW)),
                CelFixtures.compile(
                                "features.tags.all(t, size(t) > features.age) || has(features.age) || request.row > 3")
                        .reads());
    }

    @Test
    void evaluationAllocatesNothing() {
        CelFrame frame = frame();
        List<CelPredicate> predicates = new ArrayList<>();
        for (String expression : List.of(
                "features.age > 18 && features.income <= 5.0 * features.debt || features.segment == 'new'",
                "features.member || features.age / (features.tenure + 7) > 0",
                "features.tags.exists(t, t in ['x', 'y'] || t == features.note)",
                "features.scores.all(s, [s, features.income].exists_one(x, x > 100))",
                "request.headers['x-tier'] in ['gold'] && 'x-none' in request.headers",
                "size(features.note) + size(features.tags) > 20 && features.note.contains('z')",
                "(features.active ? features.tags : ['q'])[5] == 'x'",
                "int(features.income * 2) in features.scores || features.age == features.income")) {
            predicates.add(CelFixtures.compile(expression));
        }
        test(predicates, frame, 20_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        test(predicates, frame, 10_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes in 80,000 evaluations");
    }

    private static int test(List<CelPredicate> predicates, CelFrame frame, int times) {
        int sum = 0;
        for (int i = 0; i < times; i++) {
            for (int p = 0; p < predicates.size(); p++) {
                sum += predicates.get(p).test(frame);
            }
        }
        return sum;
    }
}
