/**
 * Labelled texts to judge the scanner by. {@link io.driftgate.pii.corpus.Corpus} fills the sentences of
 * {@code src/test/resources/pii/*-templates.txt} with values and decoys, seeded, and writes {@code tuning.jsonl}, at whose misses people may
 * look, and {@code heldout.jsonl}, which judges. The two share no sentence, name or value. Check digits are computed here by code of
 * its own, so that scanner and corpus can't share a mistake; all values are synthetic.
 */
package io.driftgate.pii.corpus;
