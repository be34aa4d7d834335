/**
 * Lets panes out of the process: into files, and to whoever pulls them.
 *
 * <pre>
 * drift loop --PaneStream: encode, number--> RecentPanes (bounded memory) --> admin port
 *                                        --> queue (bounded) --PaneFiles, its own thread--> directory
 * </pre>
 *
 * <p>The drift loop never waits for it: what finds no room is counted as dropped. Features that the model calls sensitive are
 * withheld, and so is what is derived from their texts.
 */
package io.driftgate.control.stream;
