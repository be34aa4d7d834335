package io.driftgate.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Maps canonical paths to models and protocols. Immutable, any thread.
 *
 * <pre>
 * open-inference  POST /v2/models/{m}/infer, /v2/models/{m}/versions/{v}/infer
 *                 GET  /v2, /v2/health/live, /v2/health/ready,
 *                      /v2/models/{m}[/versions/{v}][/ready]
 * kserve-v1       POST /v1/models/{m}:predict
 *                 GET  /v1/models, /v1/models/{m}
 * openai          POST /v1/chat/completions, /v1/completions, /v1/embeddings
 *                 GET  /v1/models, /v1/models/{id} of any one segment
 * mlflow          POST its paths; GET /ping, /health, /version
 * json            POST its paths
 * </pre>
 *
 * HEAD goes with GET. A GET that names no model is the first model's that speaks the protocol. When a model lists both mlflow
 * and json, its paths that end in {@code /invocations} are mlflow's and the others json's; a model of mlflow without a path of
 * its own has {@value #MLFLOW_PATH}.
 *
 * <p>Governed are {@code /v2}, {@code /v1/models} and, for openai, all of {@code /v1}, if a model speaks their protocol, and each
 * path of a model, with all beneath. There nothing passes but what stands above. Where kserve-v1 and openai meet, a model of
 * kserve-v1 has the paths of its own name, and the rest of GETs under {@code /v1/models}, the list itself among them, is openai's.
 * "Beneath" is any continuation that is not part of the same name, so {@code /v2;x/models} is governed too: some servers cut
 * {@code ;x} off.
 *
 * <p>Names are compared as they stand on the wire: a model's name is percent-encoded once, here, where a path segment must be.
 */
public final class PathTable {
    static final String MLFLOW_PATH = "/invocations";

    private static final String OPEN_INFERENCE_PREFIX = "/v2";
    private static final String KSERVE_PREFIX = "/v1/models";
    private static final String OPENAI_PREFIX = "/v1";
    private static final String OPENAI_MODELS = "/v1/models/";
    private static final String VERSIONED_START = "/v2/models/";
    private static final String CHAT = "/chat/completions";
    private static final String COMPLETIONS = "/completions";
    private static final String EMBEDDINGS = "/embeddings";
    private static final String VERSIONS = "/versions/";
    private static final String INFER = "/infer";
    private static final String READY = "/ready";
    private static final PathMatch UNMATCHED = new PathMatch.Unmatched();

    /** One model's claim: its protocols, and the paths of those whose path doesn't carry the model's name. */
    public record Entry(String model, List<Protocol> protocols, List<String> paths) {
        public Entry {
            protocols = List.copyOf(protocols);
            paths = List.copyOf(paths);
        }

        private List<String> pathsOf(Protocol protocol) {
            boolean both = protocols.contains(Protocols.MLFLOW) && protocols.contains(Protocols.JSON);
            boolean mlflow = protocol == Protocols.MLFLOW;
            List<String> own = paths.stream()
                    .filter(path -> !both || path.endsWith(MLFLOW_PATH) == mlflow)
                    .toList();
            return own.isEmpty() && mlflow ? List.of(MLFLOW_PATH) : own;
        }
    }

    /** A path with one method's worth of meaning. */
    private record Target(boolean post, PathMatch match, PathMatch wrongMethod, String owner) {}

    private record Prefix(String path, PathMatch notServed) {}

    private final Map<String, Target> targets;
    private final Map<String, Integer> versionedModels;
    private final Prefix[] prefixes;
    /** What a GET for a model of openai is; empty when no model speaks it. */
    private final Optional<PathMatch> openAiModels;

    private PathTable(Claims claims) {
        targets = Map.copyOf(claims.targets);
        versionedModels = Map.copyOf(claims.versionedModels);
        prefixes = claims.prefixes.entrySet().stream()
                .map(prefix -> new Prefix(prefix.getKey(), prefix.getValue()))
                // A path beneath two of them is the longer one's.
                .sorted(Comparator.comparing(prefix -> -prefix.path().length()))
                .toArray(Prefix[]::new);
        openAiModels = Optional.ofNullable(targets.get(OPENAI_PREFIX + CHAT))
                .map(Target::match)
                .filter(match -> match instanceof PathMatch.Infer infer && infer.protocol() == Protocols.OPENAI)
                .map(match -> new PathMatch.Metadata(((PathMatch.Infer) match).model(), Protocols.OPENAI));
    }

    /** The models' indexes in matches are their places in {@code entries}. Of two claims to one path the first counts. */
    public static PathTable of(List<Entry> entries) {
        return new PathTable(new Claims(entries));
    }

    /** What is wrong with the models' paths, one sentence each: two models on one path, a json model without a path… */
    public static List<String> conflicts(List<Entry> entries) {
        return List.copyOf(new Claims(entries).problems);
    }

    /**
     * Finds what a request is for.
     *
     * @param path canonical, absolute, without query
     */
    public PathMatch match(String method, String path) {
        Target target = targets.get(path);
        if (target != null) {
            return serves(target.post, method) ? target.match : target.wrongMethod;
        }
        for (Prefix prefix : prefixes) {
            if (isBeneath(path, prefix.path)) {
                PathMatch dynamic = isOpenAiModel(path) ? openAiModel(method, prefix) : versioned(method, path);
                return dynamic == UNMATCHED ? prefix.notServed : dynamic;
            }
        }
        return UNMATCHED;
    }

    private boolean isOpenAiModel(String path) {
        return openAiModels.isPresent()
                && path.startsWith(OPENAI_MODELS)
                && path.length() > OPENAI_MODELS.length()
                && path.indexOf('/', OPENAI_MODELS.length()) < 0;
    }

    private PathMatch openAiModel(String method, Prefix prefix) {
        if (serves(false, method)) {
            return openAiModels.orElseThrow();
        }
        return prefix.path.equals(OPENAI_PREFIX) ? Claims.wrongMethod(false, Protocols.OPENAI) : UNMATCHED;
    }

    /** {@code /v2/models/{m}/versions/{v}}, alone or with {@code /infer} or {@code /ready}. */
    private PathMatch versioned(String method, String path) {
        int modelEnd = path.startsWith(VERSIONED_START) ? path.indexOf('/', VERSIONED_START.length()) : -1;
        if (modelEnd < 0 || !path.startsWith(VERSIONS, modelEnd)) {
            return UNMATCHED;
        }
        int versionStart = modelEnd + VERSIONS.length();
        int slash = path.indexOf('/', versionStart);
        int versionEnd = slash < 0 ? path.length() : slash;
        Integer model = versionedModels.get(path.substring(VERSIONED_START.length(), modelEnd));
        boolean infer = path.startsWith(INFER, versionEnd) && path.length() == versionEnd + INFER.length();
        boolean ready = path.startsWith(READY, versionEnd) && path.length() == versionEnd + READY.length();
        if (model == null || versionEnd == versionStart || !(infer || ready || slash < 0)) {
            return UNMATCHED;
        }
        if (!serves(infer, method)) {
            return Claims.wrongMethod(infer, Protocols.OPEN_INFERENCE);
        }
        return infer
                ? new PathMatch.Infer(model, Protocols.OPEN_INFERENCE, path.substring(versionStart, versionEnd))
                : new PathMatch.Metadata(model, Protocols.OPEN_INFERENCE);
    }

    private static boolean serves(boolean post, String method) {
        return post ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
    }

    private static boolean isBeneath(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || !isNamePart(path.charAt(prefix.length())));
    }

    /** RFC 3986's unreserved characters, and the start of an encoded one. */
    private static boolean isNamePart(char character) {
        return isUnreserved(character) || character == '%';
    }

    private static boolean isUnreserved(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-._~".indexOf(character) >= 0;
    }

    /** A name as one segment of a canonical path: what RFC 3986 allows there as it is, the rest percent-encoded. */
    static String segment(String name) {
        StringBuilder segment = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && (isUnreserved((char) octet) || "!$&'()*+,;=:@".indexOf(octet) >= 0)) {
                segment.append((char) octet);
            } else {
                segment.append(String.format(Locale.ROOT, "%%%02X", octet));
            }
        }
        return segment.toString();
    }

    /** Collects the claims of all models, and what is wrong with them. Used while a table is built. */
    private static final class Claims {
        final Map<String, Target> targets = new HashMap<>();
        final Map<String, Integer> versionedModels = new HashMap<>();
        final Map<String, PathMatch> prefixes = new LinkedHashMap<>();
        final List<String> problems = new ArrayList<>();

        Claims(List<Entry> entries) {
            for (int model = 0; model < entries.size(); model++) {
                Entry entry = entries.get(model);
                for (Protocol protocol : entry.protocols()) {
                    claim(model, entry, protocol);
                }
            }
            for (Map.Entry<String, Target> target : targets.entrySet()) {
                checkPrefix(target.getKey(), target.getValue(), Protocols.OPEN_INFERENCE, OPEN_INFERENCE_PREFIX);
                checkPrefix(target.getKey(), target.getValue(), Protocols.KSERVE_V1, KSERVE_PREFIX);
                if (prefixes.containsKey(OPENAI_PREFIX) && !prefixes.containsKey(KSERVE_PREFIX)) {
                    checkConfigured(target.getKey(), target.getValue(), Protocols.OPENAI, KSERVE_PREFIX);
                }
            }
        }

        /** A configured path under a protocol's prefix would take requests away from that protocol. */
        private void checkPrefix(String path, Target target, Protocol protocol, String prefix) {
            if (prefixes.containsKey(prefix)) {
                checkConfigured(path, target, protocol, prefix);
            }
        }

        private void checkConfigured(String path, Target target, Protocol protocol, String prefix) {
            boolean configured = target.match instanceof PathMatch.Infer infer
                    && (infer.protocol() == Protocols.MLFLOW || infer.protocol() == Protocols.JSON);
            if (configured && isBeneath(path, prefix)) {
                problems.add(target.owner + " cannot have " + path + ": all under " + prefix + " belongs to "
                        + protocol.id());
            }
        }

        private void claim(int model, Entry entry, Protocol protocol) {
            String owner = "model " + entry.model() + " (" + protocol.id() + ")";
            String segment = segment(entry.model());
            if (protocol == Protocols.OPEN_INFERENCE) {
                govern(OPEN_INFERENCE_PREFIX, protocol);
                versionedModels.putIfAbsent(segment, model);
                infer(VERSIONED_START + segment + INFER, model, protocol, owner);
                metadata(VERSIONED_START + segment, model, protocol);
                metadata(VERSIONED_START + segment + READY, model, protocol);
                metadata("/v2", model, protocol);
                metadata("/v2/health/live", model, protocol);
                metadata("/v2/health/ready", model, protocol);
            } else if (protocol == Protocols.KSERVE_V1) {
                govern(KSERVE_PREFIX, protocol);
                infer(KSERVE_PREFIX + "/" + segment + ":predict", model, protocol, owner);
                metadata(KSERVE_PREFIX + "/" + segment, model, protocol);
                metadata(KSERVE_PREFIX, model, protocol);
            } else if (protocol == Protocols.OPENAI) {
                // Other paths under /v1 may be claimed by json: a request that is inspected takes nothing away.
                govern(OPENAI_PREFIX, protocol);
                infer(OPENAI_PREFIX + CHAT, model, protocol, owner);
                infer(OPENAI_PREFIX + COMPLETIONS, model, Protocols.OPENAI_COMPLETIONS, owner);
                infer(OPENAI_PREFIX + EMBEDDINGS, model, Protocols.OPENAI_EMBEDDINGS, owner);
                openAiList(model, protocol);
            } else {
                claimPaths(model, entry, protocol, owner);
            }
        }

        private void claimPaths(int model, Entry entry, Protocol protocol, String owner) {
            List<String> paths = entry.pathsOf(protocol);
            if (paths.isEmpty()) {
                problems.add(owner + " needs a path: add one to paths");
            }
            for (String path : paths) {
                if (isUsable(path)) {
                    govern(path, protocol);
                    infer(path, model, protocol, owner);
                } else {
                    problems.add(owner + " cannot have the path " + path
                            + ": a path starts with '/', has no empty or dot segments, no query and no '/' at its end");
                }
            }
            if (protocol == Protocols.MLFLOW) {
                metadata("/ping", model, protocol);
                metadata("/health", model, protocol);
                metadata("/version", model, protocol);
            }
        }

        private static boolean isUsable(String path) {
            return path.matches("(/(?!\\.{1,2}(/|$))[!-~&&[^/?#\\\\]]+)+");
        }

        private void govern(String prefix, Protocol protocol) {
            prefixes.putIfAbsent(prefix, new PathMatch.NotServed(404, "no such path of this protocol", protocol));
        }

        private void infer(String path, int model, Protocol protocol, String owner) {
            Target target =
                    new Target(true, new PathMatch.Infer(model, protocol, ""), wrongMethod(true, protocol), owner);
            Target earlier = targets.putIfAbsent(path, target);
            if (earlier != null && !earlier.owner.isEmpty()) {
                problems.add(
                        owner + " and " + earlier.owner + " both claim " + path + ": give one of them another path");
            } else if (earlier != null) {
                problems.add(owner + " cannot have " + path + ": it is a protocol's own path");
            }
        }

        /** Metadata paths that carry no model's name are shared, so the first claim simply counts. */
        private void metadata(String path, int model, Protocol protocol) {
            Target target =
                    new Target(false, new PathMatch.Metadata(model, protocol), wrongMethod(false, protocol), "");
            Target earlier = targets.putIfAbsent(path, target);
            if (earlier != null && earlier.post) {
                problems.add(earlier.owner + " cannot have " + path + ": it is a protocol's own path");
            }
        }

        /** The list of models is openai's wherever it is served: its clients ask for it first, those of kserve-v1 hardly ever. */
        private void openAiList(int model, Protocol protocol) {
            Target earlier = targets.get(KSERVE_PREFIX);
            if (earlier != null && earlier.match instanceof PathMatch.Metadata list && list.protocol() != protocol) {
                targets.remove(KSERVE_PREFIX);
            }
            metadata(KSERVE_PREFIX, model, protocol);
        }

        static PathMatch wrongMethod(boolean post, Protocol protocol) {
            String message = post ? "this path takes POST only" : "this path takes GET and HEAD only";
            return new PathMatch.NotServed(405, message, protocol);
        }
    }
}
