/**
 * Signed notes and checkpoints, as c2sp.org/signed-note and c2sp.org/tlog-checkpoint define them, and the Ed25519 keys that sign them:
 * what others hold so that a log can't be rewritten behind their back. Plain Java; everything here is immutable and for any thread.
 *
 * <pre>
 * {@link io.driftgate.audit.note.Checkpoint}     origin, size and root of a log
 * {@link io.driftgate.audit.note.NoteSigner}     text -> note; several sign while a key is replaced
 * {@link io.driftgate.audit.note.SignedNote}     note -> text, and which of the known keys have signed it
 * {@link io.driftgate.audit.note.NoteVerifier}   a public key, written name+keyid+key
 * {@link io.driftgate.audit.note.SigningKey}     a private key: file of mode 0600 or environment variable
 * </pre>
 */
package io.driftgate.audit.note;
