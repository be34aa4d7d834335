package io.driftgate.pii.corpus;

import io.driftgate.pii.corpus.LabelledText.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the labelled texts: one to four sentences of a genre, filled. The same every time. One thread.
 *
 * <p>{@code main} writes both files anew; then look at what has changed, and land the files with the templates.
 */
public final class Corpus {
    public static final Path DIRECTORY = Path.of("src/test/resources/pii");
    public static final String TUNING = "tuning";
    public static final String HELD_OUT = "heldout";
    private static final int TEXTS = 3000;
    private static final Pattern HOLE = Pattern.compile("\\{([A-Za-z0-9_]+)}");

    private final Map<String, List<String>> sentences = new LinkedHashMap<>();
    private final Map<String, List<String>> words = new LinkedHashMap<>();
    private final Draw draw;
    private final PersonalValues values;
    private final Decoys decoys;

    private Corpus(List<String> templates, long seed) {
        for (String line : templates) {
            if (line.startsWith("@")) {
                String[] parts = line.substring(1).split(" ");
                words.put(parts[0], List.of(parts).subList(1, parts.length));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                int colon = line.indexOf(": ");
                sentences
                        .computeIfAbsent(line.substring(0, colon), genre -> new ArrayList<>())
                        .add(line.substring(colon + 2));
            }
        }
        draw = new Draw(seed);
        values = new PersonalValues(draw, words);
        decoys = new Decoys(draw);
    }

    /** The texts of a set, {@link #TUNING} or {@link #HELD_OUT}. */
    static List<LabelledText> texts(String set) throws IOException {
        Corpus corpus = new Corpus(Files.readAllLines(DIRECTORY.resolve(set + "-templates.txt")), set.hashCode());
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            texts.add(corpus.text());
        }
        return texts;
    }

    private LabelledText text() {
        String genre = draw.of(List.copyOf(sentences.keySet()));
        List<String> left = new ArrayList<>(sentences.get(genre));
        StringBuilder text = new StringBuilder();
        List<Label> labels = new ArrayList<>();
        String separator = genre.equals("email") || (genre.equals("log") && draw.oneIn(3)) ? "\n" : " ";
        for (int sentence = genre.equals("log") && separator.equals(" ") ? 1 : draw.from(1, 4);
                sentence > 0;
                sentence--) {
            text.append(text.length() == 0 ? "" : separator);
            fill(left.remove(draw.from(0, left.size() - 1)), text, labels);
        }
        return new LabelledText(genre, text.toString(), labels);
    }

    private void fill(String sentence, StringBuilder text, List<Label> labels) {
        Matcher hole = HOLE.matcher(sentence);
        int at = 0;
        while (hole.find()) {
            text.append(sentence, at, hole.start());
            at = hole.end();
            String name = hole.group(1);
            int start = text.codePointCount(0, text.length());
            if (words.containsKey(name)) {
                text.append(draw.of(words.get(name)));
            } else if (Character.isUpperCase(name.charAt(0))) {
                text.append(values.of(name));
                labels.add(new Label(entity(name), start, text.codePointCount(0, text.length())));
            } else {
                text.append(decoys.of(name));
            }
        }
        text.append(sentence, at, sentence.length());
    }

    /** Some holes name a form of an entity. */
    private static String entity(String name) {
        return switch (name) {
            case "IPV6" -> "IP_ADDRESS";
            case "PHONE_EXT" -> "PHONE_NUMBER";
            default -> name;
        };
    }

    /** The file of a set. */
    public static Path file(String set) {
        return DIRECTORY.resolve(set + ".jsonl");
    }

    static String lines(String set) throws IOException {
        StringBuilder lines = new StringBuilder();
        texts(set).forEach(text -> lines.append(text.toJson()).append('\n'));
        return lines.toString();
    }

    public static void main(String[] arguments) throws IOException {
        for (String set : List.of(TUNING, HELD_OUT)) {
            Files.writeString(file(set), lines(set));
        }
    }
}
