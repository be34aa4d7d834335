package io.driftgate.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.Map;
import java.util.Optional;

/** cel-java, compiler and runtime, over {@code features} of a schema and {@code request.headers}: the yardstick. */
final class CelJava {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableQuotedIdentifierSyntax(true)
            .build();

    private final dev.cel.compiler.CelCompiler compiler;
    private final CelRuntime runtime =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    CelJava(Schema schema) {
        ImmutableMap.Builder<String, CelType> fields = ImmutableMap.builder();
        for (Feature feature : schema.features()) {
            fields.put(
                    feature.name(),
                    feature.type() == FeatureType.LIST
                            ? ListType.create(type(feature.element().orElseThrow()))
                            : type(feature.type()));
        }
        compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(new OneStruct(fields.buildOrThrow()))
                .addVar("features", StructTypeReference.create(OneStruct.NAME))
                .addVar(
                        "request",
                        MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.STRING)))
                .setResultType(SimpleType.BOOL)
                .build();
    }

    private static CelType type(FeatureType type) {
        return switch (type) {
            case INT -> SimpleType.INT;
            case FLOAT -> SimpleType.DOUBLE;
            case BOOL -> SimpleType.BOOL;
            default -> SimpleType.STRING;
        };
    }

    Program program(String expression) {
        try {
            return runtime.createProgram(compiler.compile(expression).getAst());
        } catch (Exception e) {
            throw new AssertionError(expression, e);
        }
    }

    static int test(Program program, Map<String, Object> activation) {
        try {
            return Boolean.TRUE.equals(program.eval(activation)) ? CelPredicate.TRUE : CelPredicate.FALSE;
        } catch (CelEvaluationException e) {
            return CelPredicate.ERROR;
        }
    }

    private static final class OneStruct implements CelTypeProvider {
        static final String NAME = "@features";
        private final StructType type;

        OneStruct(ImmutableMap<String, CelType> fields) {
            type = StructType.create(NAME, fields.keySet(), name -> Optional.ofNullable(fields.get(name)));
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(type);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(NAME) ? Optional.of(type) : Optional.empty();
        }
    }
}
