/**
 * What stands in one record of the audit log, and how it is written as bytes. {@link io.driftgate.audit.record.RecordWriter} writes on
 * event loops and allocates nothing; {@link io.driftgate.audit.record.AuditRecord} reads back, on any thread, for the command line.
 *
 * <pre>
 * byte 0      format: {@value io.driftgate.audit.record.RecordFormat#VERSION}. Another one is another layout, which this reader refuses
 * byte 1      kind, see {@link io.driftgate.audit.record.RecordKind}. A reader shows the fields of a kind that it doesn't know by number
 * from 2 on   fields in the wire format of Protocol Buffers: tag = number &lt;&lt; 3 | wire type, as a varint; 0 varint, 1 fixed 64 bits
 *             (little endian), 2 varint length and so many bytes, 5 fixed 32 bits
 * </pre>
 *
 * Fields are known by number, so that a later release may add some: an older reader steps over what it doesn't know, and shows it by
 * number. A number is never given another meaning. What a record may hold of a request is names, counts, hashes and masked paths: no value of
 * a feature ever.
 */
package io.driftgate.audit.record;
