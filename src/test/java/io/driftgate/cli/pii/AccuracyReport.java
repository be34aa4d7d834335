package io.driftgate.cli.pii;

import io.driftgate.pii.corpus.Corpus;
import io.driftgate.pii.corpus.LabelledText;
import java.io.IOException;

/** Prints the accuracy on both corpora, and what is wrong on the one for tuning. Nobody looks at the mistakes on the other. */
final class AccuracyReport {
    private AccuracyReport() {}

    public static void main(String[] arguments) throws IOException {
        int limit = arguments.length == 0 ? 12 : Integer.parseInt(arguments[0]);
        Accuracy tuning = Accuracy.over(LabelledText.read(Corpus.file(Corpus.TUNING)));
        System.out.println("held out\n"
                + Accuracy.over(LabelledText.read(Corpus.file(Corpus.HELD_OUT))).table());
        System.out.println("tuning\n" + tuning.table());
        System.out.println(tuning.mistakes(limit));
    }
}
