/**
 * Personal data in requests and answers: finds it in every wrapping, says what is to be done, and rewrites it. What a text holds is the
 * business of {@code io.driftgate.pii.pattern}.
 *
 * <pre>
 * {@link io.driftgate.pii.PiiPolicy}       what is looked for, where, and what is done; read by PiiPolicyReader
 * {@link io.driftgate.pii.PiiScanner}      takes the parts of a request: JSON bodies, which it walks, and texts
 *   FieldPlace                where the walk stands, and the name of the value there: context, and actions by field
 *   Readings                  one text, as it stands and with layers undone, to a depth and a budget
 *     Suspicion               one cheap look: is there anything to undo?
 *     Fold, Base64Run         undo it: escapes, look-alikes, invisible characters, separators; Base64
 *     LookAlikes              letters of other scripts that pass for Latin ones
 *     ShortBase64             which runs as short as words are Base64
 *     Text                    a derived text, with its way back
 *   ArrayScan, Pieces         what stands in several elements of an array, or several parts of a message
 *   Spans                     what was found in one text; no overlaps in the end
 *   Redaction                 what stands in place of it
 * {@link io.driftgate.pii.PiiFindings}     what was found in all parts, and what is forwarded
 * {@link io.driftgate.pii.PiiEventStream}  the same for an answer in server-sent events; begun by {@link io.driftgate.pii.StreamTools}
 *   EventParser, HeldEvent    bytes to events, and events that wait with their edits
 *   StreamedStrings           which strings are pieces of one text
 *   StreamTexts, StreamText   the texts: what of each is decided
 * </pre>
 *
 * <p>Scanners, findings and streams are mutable and belong to one event loop; policies and
 * {@link io.driftgate.pii.PiiFeatureNames} are immutable and read by any thread. Time is linear in the request whatever it holds;
 * without a hit nothing is allocated. Depends on {@code source}, {@code json} and {@code feature}.
 */
package io.driftgate.pii;
