package io.driftgate.config;

import io.driftgate.feature.Feature;
import io.driftgate.feature.Schema;
import io.driftgate.governance.CardReader;
import io.driftgate.governance.GateFile;
import io.driftgate.governance.GateSet;
import io.driftgate.governance.Lineage;
import io.driftgate.governance.ModelCard;
import io.driftgate.governance.Release;
import io.driftgate.pii.PiiFeatureNames;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code cards:} and {@code gates:}, at the root or of a model, and {@code card:} of a version, and gives each version what its gates
 * judge. A model for which none of the three is written, or {@code gates: none}, has no gates. One load, one thread.
 *
 * <p>What is wrong with a card or with gates is in {@link Loading#releases()}, and holds those versions back that it may concern: without
 * its card it can't be said that a version passes.
 */
final class GovernanceReader {
    private static final int MAX_CARDS = 1_000;
    private static final String NO_GATES = "none";
    private static final String SOME_CARDS = "the name of a directory or of files, such as cards/";

    private final Loading loading;
    private final Map<Path, CardReader.Read> cards = new HashMap<>();
    private final Map<Path, Optional<GateFile>> gateFiles = new HashMap<>();
    private final Map<Compiled, Optional<GateSet>> compiled = new HashMap<>();
    private final Named root;

    /** What compiled gates depend on. */
    private record Compiled(String gates, List<ModelCard> cards) {}

    GovernanceReader(Fields root, Loading loading) {
        this.loading = loading;
        this.root = read(root, Optional.empty());
    }

    /**
     * What stands at the root or in a model.
     *
     * @param cards all that the named directories and files hold, broken ones too
     * @param gates name of the file; empty when none is named
     * @param gatesAt where it is named
     * @param configured whether either is
     */
    record Named(
            List<CardReader.Read> cards,
            Optional<String> gates,
            Optional<YamlNode> gatesAt,
            String gatesField,
            boolean configured) {}

    /** Reads a model's two fields; where one is missing the root's counts. */
    Named read(Fields model) {
        return read(model, Optional.of(root));
    }

    private Named read(Fields fields, Optional<Named> otherwise) {
        Optional<YamlNode> cardsAt = fields.get("cards");
        Optional<YamlNode> gatesAt = fields.get("gates");
        List<CardReader.Read> read = cardsAt.isPresent()
                ? cards(fields.strings("cards"), cardsAt.get(), fields.pathOf("cards"))
                : otherwise.map(Named::cards).orElse(List.of());
        return new Named(
                read,
                fields.string("gates").or(() -> otherwise.flatMap(Named::gates)),
                gatesAt.or(() -> otherwise.flatMap(Named::gatesAt)),
                gatesAt.isPresent()
                        ? fields.pathOf("gates")
                        : otherwise.map(Named::gatesField).orElse("gates"),
                cardsAt.isPresent()
                        || gatesAt.isPresent()
                        || otherwise.map(Named::configured).orElse(false));
    }

    private List<CardReader.Read> cards(List<String> names, YamlNode at, String field) {
        Map<Path, CardReader.Read> read = new LinkedHashMap<>();
        if (names.isEmpty()) {
            loading.problems().error(at, field + " names nothing", SOME_CARDS);
        }
        for (String name : names) {
            Path path = loading.files().resolve(name);
            for (Path file : filesOf(path, at, field)) {
                read.put(file, card(file, at, field));
            }
        }
        reportTwice(read.values());
        return List.copyOf(read.values());
    }

    private List<Path> filesOf(Path path, YamlNode at, String field) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try {
            List<Path> files = loading.files().list(path);
            if (files.size() > MAX_CARDS) {
                loading.releases()
                        .error(
                                at,
                                field + ": " + loading.files().nameOf(path) + " holds more than " + MAX_CARDS
                                        + " cards");
                return files.subList(0, MAX_CARDS);
            }
            return files;
        } catch (IOException e) {
            loading.releases()
                    .error(at, field + ": " + loading.files().nameOf(path) + " can't be listed: " + e.getMessage());
            return List.of();
        }
    }

    /** A file's card, read once however many name it. */
    private CardReader.Read card(Path file, YamlNode at, String field) {
        CardReader.Read known = cards.get(file);
        if (known == null) {
            String name = loading.files().nameOf(file);
            known = loading.files()
                    .read(file, CardReader.MAX_BYTES, at, field, loading.releases())
                    .map(bytes -> CardReader.read(bytes, name, SourceFiles.sha256(bytes), loading.releases()))
                    .orElse(new CardReader.Read(
                            name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
            cards.put(file, known);
        }
        return known;
    }

    private void reportTwice(Iterable<CardReader.Read> cards) {
        Map<String, String> files = new HashMap<>();
        for (CardReader.Read card : cards) {
            if (card.model().isPresent() && card.version().isPresent()) {
                String first = files.putIfAbsent(
                        card.model().get() + "\0" + card.version().get(), card.file());
                if (first != null) {
                    loading.releases()
                            .error(
                                    card.versionAt().orElseThrow(),
                                    "there is a card of " + card.model().get() + " "
                                            + card.version().get() + " in " + first + " already",
                                    "keep one of the two");
                }
            }
        }
    }

    /** The versions, with what their gates judge. */
    List<ModelVersion> bind(String model, Named files, List<VersionReader.Draft> drafts, List<ModelVersion> versions) {
        boolean governed = files.configured()
                || drafts.stream().anyMatch(draft -> draft.card().isPresent());
        if (!governed || files.gates().equals(Optional.of(NO_GATES))) {
            return versions;
        }
        Map<String, CardReader.Read> own = new HashMap<>();
        for (VersionReader.Draft draft : drafts) {
            draft.card().ifPresent(at -> own.put(draft.name(), ownCard(model, draft, at)));
        }
        List<ModelCard> all = new ArrayList<>();
        own.values().forEach(card -> card.card().ifPresent(all::add));
        files.cards().forEach(card -> card.card().ifPresent(all::add));
        Optional<GateSet> gates = gates(files, all);
        Optional<String> invalidGates = gates.isPresent()
                ? Optional.empty()
                : Optional.of("its gates " + files.gates().orElse(GateFile.DEFAULT) + " are invalid");
        Map<String, VersionReader.Draft> byName = new HashMap<>();
        drafts.forEach(draft -> byName.put(draft.name(), draft));
        List<ModelVersion> bound = new ArrayList<>();
        for (ModelVersion version : versions) {
            bound.add(bind(
                    model, files, version, byName.get(version.name()), own.get(version.name()), gates, invalidGates));
        }
        return bound;
    }

    private ModelVersion bind(
            String model,
            Named files,
            ModelVersion version,
            VersionReader.Draft draft,
            CardReader.Read own,
            Optional<GateSet> gates,
            Optional<String> invalidGates) {
        List<CardReader.Read> candidates = own != null
                ? List.of(own)
                : files.cards().stream()
                        .filter(card -> mayBeOf(card, model, version.name()))
                        .toList();
        Optional<String> invalid = invalidGates;
        if (invalid.isEmpty()
                && (candidates.size() > 1
                        || candidates.stream().anyMatch(card -> card.card().isEmpty()))) {
            invalid = Optional.of("its card " + candidates.get(0).file() + " is invalid");
        }
        List<String> features = draft.schema().map(Schema::features).orElse(List.of()).stream()
                .map(Feature::name)
                .toList();
        Release release = new Release(
                model,
                version.name(),
                draft.modelVersion(),
                candidates.stream().findFirst().flatMap(CardReader.Read::card),
                version.trained()
                        .map(plan -> new Lineage(
                                plan.baseline().dataSha256(), plan.baseline().rows())),
                features,
                features.stream().filter(PiiFeatureNames::isPersonal).toList(),
                invalid.isPresent() ? Optional.empty() : gates,
                invalid);
        return version.withRelease(release);
    }

    /** Whether a card is a version's own, or is so broken that it may be. */
    private static boolean mayBeOf(CardReader.Read card, String model, String version) {
        boolean whole = card.card().isPresent();
        return card.model().map(model::equals).orElse(!whole)
                && card.version().map(version::equals).orElse(!whole);
    }

    private CardReader.Read ownCard(String model, VersionReader.Draft draft, YamlNode at) {
        String field = draft.fields().pathOf("card");
        Optional<String> name = draft.fields().string("card");
        if (name.isEmpty()) {
            return new CardReader.Read("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        CardReader.Read card = card(loading.files().resolve(name.get()), at, field);
        Optional<ModelCard> wrong = card.card()
                .filter(each -> !each.model().equals(model) || !each.version().equals(draft.name()));
        if (wrong.isPresent()) {
            loading.releases()
                    .error(
                            at,
                            field + ": " + card.file() + " is the card of "
                                    + wrong.get().model() + " " + wrong.get().version(),
                            "a card says model: " + model + " and version: " + draft.name());
            return new CardReader.Read(card.file(), card.model(), card.version(), Optional.empty(), card.versionAt());
        }
        return card;
    }

    /** Compiled once for all models that share file and cards. */
    private Optional<GateSet> gates(Named files, List<ModelCard> cards) {
        Compiled key = new Compiled(files.gates().orElse(GateFile.DEFAULT), List.copyOf(cards));
        Optional<GateSet> known = compiled.get(key);
        if (known == null) {
            known = compile(files, cards);
            compiled.put(key, known);
        }
        return known;
    }

    private Optional<GateSet> compile(Named files, List<ModelCard> cards) {
        Problems found = new Problems();
        Optional<GateFile> file =
                files.gates().filter(name -> !name.equals(GateFile.DEFAULT)).isPresent()
                        ? gateFile(files)
                        : Optional.of(GateFile.shipped(found, loading.today()));
        Optional<GateSet> gates = file.flatMap(each -> each.compile(cards, found));
        for (Problem problem : found.all()) {
            loading.releases().add(problem);
        }
        return gates;
    }

    private Optional<GateFile> gateFile(Named files) {
        Path path = loading.files().resolve(files.gates().orElseThrow());
        Optional<GateFile> known = gateFiles.get(path);
        if (known == null) {
            known = loading.files()
                    .read(
                            path,
                            YamlReader.MAX_BYTES,
                            files.gatesAt().orElseThrow(),
                            files.gatesField(),
                            loading.releases())
                    .flatMap(bytes ->
                            GateFile.read(bytes, loading.files().nameOf(path), loading.releases(), loading.today()));
            gateFiles.put(path, known);
        }
        return known;
    }
}
