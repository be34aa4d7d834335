package io.driftgate.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelStandardMacro;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A scope as cel-java knows it: each record is a struct type of its path's name, one that stands in another is a field of it, and
 * a map of headers is a {@code map(string, string)}. Immutable, any thread.
 */
final class CelEnvironment {
    private static final int MAX_PARSER_DEPTH = 200;

    private final dev.cel.compiler.CelCompiler compiler;

    CelEnvironment(CelScope scope) {
        Map<String, Map<String, CelType>> fields = new LinkedHashMap<>();
        for (CelScope.RecordType record : scope.records()) {
            Map<String, CelType> own = fields.computeIfAbsent(record.path(), path -> new LinkedHashMap<>());
            for (Feature feature : record.schema().features()) {
                own.put(feature.name(), type(feature));
            }
        }
        Map<String, CelType> alone =
                Optional.ofNullable(fields.remove(CelScope.ALONE)).orElse(Map.of());
        for (CelScope.RecordType record : scope.records()) {
            nest(fields, record.path(), StructTypeReference.create(typeName(record.path())));
        }
        for (String headers : scope.headers()) {
            nest(fields, headers, MapType.create(SimpleType.STRING, SimpleType.STRING));
        }
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .enableQuotedIdentifierSyntax(true)
                        .populateMacroCalls(false)
                        .maxParseRecursionDepth(MAX_PARSER_DEPTH)
                        .maxExpressionCodePointSize(CelCompiler.MAX_CHARACTERS)
                        .build())
                .setStandardMacros(CelStandardMacro.ALL, CelStandardMacro.EXISTS, CelStandardMacro.EXISTS_ONE)
                .addMacros(CelMacro.newGlobalMacro("has", 1, CelEnvironment::expandHas))
                .addFunctionDeclarations(textFunction("lowerAscii"), textFunction("upperAscii"))
                .setTypeProvider(new Structs(fields))
                .setResultType(SimpleType.BOOL);
        for (String path : fields.keySet()) {
            if (path.indexOf('.') < 0) {
                builder.addVar(path, StructTypeReference.create(typeName(path)));
            }
        }
        alone.forEach(builder::addVar);
        compiler = builder.build();
    }

    private static void nest(Map<String, Map<String, CelType>> fields, String path, CelType type) {
        int dot = path.lastIndexOf('.');
        if (dot >= 0) {
            fields.computeIfAbsent(path.substring(0, dot), parent -> new LinkedHashMap<>())
                    .put(path.substring(dot + 1), type);
        }
    }

    /** No path, or the checker would take {@code prediction.attributions} for the type itself. */
    private static String typeName(String path) {
        return "@" + path;
    }

    CelValidationResult parse(String expression) {
        return compiler.parse(expression);
    }

    CelValidationResult check(CelAbstractSyntaxTree tree) {
        return compiler.check(tree);
    }

    /** {@code has(r.name)} as the standard has it, and {@code has(r['name'])} for names that are no identifiers. */
    private static Optional<CelExpr> expandHas(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        CelExpr argument = arguments.get(0);
        if (argument.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return Optional.of(factory.newSelect(
                    argument.select().operand(), argument.select().field(), true));
        }
        Optional<String> name = indexedName(argument);
        if (name.isPresent()) {
            return Optional.of(factory.newSelect(argument.call().args().get(0), name.get(), true));
        }
        return Optional.of(factory.reportError(CelIssue.formatError(
                factory.getSourceLocation(argument), "has() takes a name such as features.age or features['age']")));
    }

    /** The name in {@code operand['name']}. */
    static Optional<String> indexedName(CelExpr expression) {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CALL
                || !expression.call().function().equals("_[_]")) {
            return Optional.empty();
        }
        CelExpr index = expression.call().args().get(1);
        return index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && index.constant().getKind() == dev.cel.common.ast.CelConstant.Kind.STRING_VALUE
                ? Optional.of(index.constant().stringValue())
                : Optional.empty();
    }

    private static CelFunctionDecl textFunction(String name) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload("string_" + name, SimpleType.STRING, SimpleType.STRING));
    }

    private static CelType type(Feature feature) {
        return feature.type() == FeatureType.LIST
                ? ListType.create(scalar(feature.element().orElseThrow()))
                : scalar(feature.type());
    }

    private static CelType scalar(FeatureType type) {
        return switch (type) {
            case INT -> SimpleType.INT;
            case FLOAT -> SimpleType.DOUBLE;
            case BOOL -> SimpleType.BOOL;
            case STRING, ENUM -> SimpleType.STRING;
            case LIST -> throw new IllegalArgumentException("a list of lists");
        };
    }

    /** The struct types of a scope, by their paths. */
    private static final class Structs implements CelTypeProvider {
        private final ImmutableMap<String, CelType> types;

        Structs(Map<String, Map<String, CelType>> fields) {
            ImmutableMap.Builder<String, CelType> builder = ImmutableMap.builder();
            fields.forEach(
                    (path, own) -> builder.put(typeName(path), struct(typeName(path), ImmutableMap.copyOf(own))));
            types = builder.buildOrThrow();
        }

        private static CelType struct(String path, ImmutableMap<String, CelType> fields) {
            return StructType.create(path, fields.keySet(), name -> Optional.ofNullable(fields.get(name)));
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return types.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(types.get(name));
        }
    }
}
