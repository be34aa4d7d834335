package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.Coding;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiLocation;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.pii.PiiScanner;
import io.driftgate.pii.Uninspectable;
import io.driftgate.protocol.FormFields;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.UrlEncoded;
import io.driftgate.proxy.exchange.Redaction.Edit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Personal data in all of a request: its JSON, the elements of binary tensors, the fields of a form, the query and the header fields
 * that the policy names. Says what was found, and what is forwarded in its place: lengths that depend on what was masked are written
 * anew, all other bytes stay. Reused; owned by one event loop.
 */
final class RequestScan {
    private static final byte[] NO_NAME = {};

    private final PiiScanner scanner = PiiScanner.unscored();
    private final PiiFindings findings = new PiiFindings();
    private final PiiScanner plainScanner = PiiScanner.unscored();
    private final PiiFindings plainFindings = new PiiFindings();
    private final BinaryNumbers numbers = new BinaryNumbers();
    private final TextParts formParts = new TextParts();
    private final TextParts queryParts = new TextParts();
    private final TextParts headerParts = new TextParts();
    private final FormFields query = new FormFields();
    private final JsonTape tape;
    private byte[] decoded = new byte[256];
    private PiiPolicy policy = PiiPolicy.off();
    /** The first finding that would have to be rewritten where nothing is, or -1. */
    private int unmaskable = -1;

    private Uninspectable refused;
    private Uninspectable passed;

    RequestScan(int maxDepth) {
        tape = new JsonTape(maxDepth);
    }

    PiiFindings findings() {
        return findings;
    }

    /** The first finding that refuses the request, or -1. */
    int blocking() {
        int blocking = findings.blocking();
        return blocking >= 0 ? blocking : unmaskable;
    }

    /** Why a part can't be inspected, where the policy refuses the request for that; null when there is none. */
    Uninspectable refused() {
        return refused != null ? refused : findings.refused().orElse(null);
    }

    /** Why a part could not be inspected that was let pass; null when there is none. */
    Uninspectable passed() {
        return passed != null ? passed : findings.passed().orElse(null);
    }

    /** Looks through a request whose body was read. */
    void scan(Inspection request, RequestReader reader) throws MalformedRequest {
        if (!begin(request)) {
            return;
        }
        try {
            switch (reader.kind()) {
                case JSON -> {
                    scanner.json(reader.tape());
                    if (!BinaryTexts.scan(reader.tape(), RequestReader.tensors(request), scanner)) {
                        note(Uninspectable.ENCODING);
                    }
                }
                case FORM, MULTIPART -> form(reader.form());
                case OTHER -> {}
            }
            head(request);
            if (reader.kind() == BodyKind.JSON) {
                numbers.scan(reader.tape(), RequestReader.tensors(request), scanner);
                unmaskable = unmaskable < 0 ? numbers.blocking(findings) : unmaskable;
            }
        } finally {
            end();
        }
    }

    /** Looks through the head of a request whose body can't be read. */
    void scanHead(Inspection request) throws MalformedRequest {
        if (begin(request)) {
            try {
                head(request);
            } finally {
                end();
            }
        }
    }

    private boolean begin(Inspection request) {
        release();
        policy = request.model().model.pii();
        if (policy.isOff()) {
            return false;
        }
        scanner.begin(policy, findings);
        return true;
    }

    private void end() {
        scanner.end();
        tape.release();
        policy = PiiPolicy.off();
        if (decoded.length > 4_096) {
            decoded = new byte[256];
        }
    }

    /** Forgets the request. */
    void release() {
        findings.clear();
        formParts.clear();
        queryParts.clear();
        headerParts.clear();
        query.release();
        refused = null;
        passed = null;
        unmaskable = -1;
    }

    private void note(Uninspectable reason) {
        if (policy.uninspectable(reason) == Uninspectable.Outcome.PASS) {
            passed = passed == null ? reason : passed;
        } else {
            refused = refused == null ? reason : refused;
        }
    }

    // ---- parts

    private void form(FormFields form) throws MalformedRequest {
        for (int field = 0; field < form.size(); field++) {
            byte[] name = name(form, field, PiiLocation.FORM_FIELD, formParts);
            if (form.isFile(field)) {
                text(form, form.fileFrom(field), form.fileTo(field), PiiLocation.FORM_FIELD, NO_NAME, formParts);
            }
            int from = form.valueFrom(field);
            int to = form.valueTo(field);
            switch (form.content(field)) {
                case TEXT -> text(form, from, to, PiiLocation.FORM_FIELD, name, formParts);
                case JSON -> json(form.bytes(), from, to);
                case OTHER -> note(Uninspectable.ENCODING);
            }
        }
    }

    private void json(byte[] bytes, int from, int to) throws MalformedRequest {
        try {
            tape.parse(bytes, from, to);
            formParts.add(scanner.json(tape), from, to);
        } catch (MalformedJson e) {
            if (e.reason() != MalformedJson.Reason.TOO_DEEP) {
                throw new MalformedRequest("the form: a part that says so must be JSON; " + e.getMessage());
            }
            note(Uninspectable.DEPTH);
        }
    }

    /** Scans a name; returns what it says, for the value that it names. */
    private byte[] name(FormFields form, int field, PiiLocation where, TextParts parts) {
        int length = text(form, form.nameFrom(field), form.nameTo(field), where, NO_NAME, parts);
        return Arrays.copyOf(decoded, length);
    }

    /** Scans a name or value; returns how many bytes of {@link #decoded} are what it says. */
    private int text(FormFields form, int from, int to, PiiLocation where, byte[] name, TextParts parts) {
        if (decoded.length < to - from) {
            decoded = new byte[to - from];
        }
        int length = form.decode(from, to, decoded);
        if (FormFields.isText(decoded, 0, length)) {
            int first = findings.size();
            Coding coding = form.isUrlEncoded() ? Coding.URL : Coding.PLAIN;
            parts.add(scanner.text(form.bytes(), from, to, where, coding, name), from, to);
            // Some readers, and some writers of phone numbers, take a plus for one.
            if (form.isUrlEncoded()
                    && hasPlus(form.bytes(), from, to)
                    && findsMore(form.bytes(), from, to, where, name, first)) {
                int more = findings.size();
                scanner.text(form.bytes(), from, to, where, Coding.PLAIN, name);
                blockFrom(more);
            }
        } else {
            note(Uninspectable.ENCODING);
        }
        return length;
    }

    /** Whether a text as it stands holds what it doesn't hold decoded, for which the findings from {@code first} on are. */
    private boolean findsMore(byte[] bytes, int from, int to, PiiLocation where, byte[] name, int first) {
        if (findings.size() == first) {
            return true;
        }
        plainScanner.begin(policy, plainFindings);
        try {
            plainScanner.text(bytes, from, to, where, Coding.PLAIN, name);
            int at = first; // both are in order
            for (int i = 0; i < plainFindings.size(); i++) {
                while (at < findings.size() && (!acts(findings, at) || findings.to(at) <= plainFindings.from(i))) {
                    at++;
                }
                boolean known = at < findings.size() && findings.from(at) < plainFindings.to(i);
                if (!known && acts(plainFindings, i)) {
                    return true;
                }
            }
            return false;
        } finally {
            plainScanner.end();
            plainFindings.clear();
        }
    }

    private static boolean acts(PiiFindings of, int finding) {
        return of.action(finding) != PiiAction.SHADOW;
    }

    private static boolean hasPlus(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '+') {
                return true;
            }
        }
        return false;
    }

    /** Makes findings block that would have to be rewritten where nothing is. */
    private void blockFrom(int first) {
        for (int i = first; unmaskable < 0 && i < findings.size(); i++) {
            unmaskable = findings.action(i) == PiiAction.SHADOW ? -1 : i;
        }
    }

    private void head(Inspection request) throws MalformedRequest {
        String text = request.head().query();
        if (policy.query() && text.length() > 1) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            UrlEncoded.readQuery(bytes, 1, bytes.length, query);
            for (int field = 0; field < query.size(); field++) {
                byte[] name = name(query, field, PiiLocation.QUERY, queryParts);
                text(query, query.valueFrom(field), query.valueTo(field), PiiLocation.QUERY, name, queryParts);
            }
        }
        FieldBlock fields = request.fields();
        for (byte[] name : request.model().piiHeaders) {
            for (int field = 0; field < fields.size(); field++) {
                if (fields.hasName(field, name) && RequestHeaders.isForwarded(fields.known(field))) {
                    header(fields, field, name);
                }
            }
        }
    }

    private void header(FieldBlock fields, int field, byte[] name) {
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        if (FormFields.isText(fields.bytes(), from, to)) {
            int first = findings.size();
            int part = scanner.text(fields.bytes(), from, to, PiiLocation.HEADER, Coding.PLAIN, name);
            headerParts.add(part, field, field);
            if (fields.known(field) != KnownField.OTHER && !fields.known(field).isOfBytes()) {
                blockFrom(first); // this program goes by its value, or says it itself
            }
        } else {
            note(Uninspectable.ENCODING);
        }
    }

    // ---- what is forwarded

    /** What is forwarded in place of a request that was scanned with its body, {@code body[from, to)}. */
    Redaction redact(Inspection request, RequestReader reader, byte[] body, int from, int to) {
        RequestHead head = redactHead(request.head());
        byte[] redacted = NO_NAME;
        if (reader.kind() != BodyKind.JSON) {
            List<Edit> edits = formEdits(reader.form());
            redacted = edits.isEmpty() ? redacted : Redaction.apply(body, from, to, edits);
        } else if (reader.jsonTo() == to) {
            if (findings.rewrites(0)) {
                redacted = findings.rewrite(0, body, from, to);
                head = withJsonBytes(head, redacted.length);
            }
        } else {
            TensorRedaction tensors = new TensorRedaction(
                    findings, RequestReader.tensors(request), reader.tape(), from, reader.jsonTo(), to);
            if (tensors.isNeeded()) {
                redacted = tensors.body(tape);
                tape.release();
                head = withJsonBytes(head, tensors.jsonBytes());
            }
        }
        return new Redaction(redacted, head, findings.redactedSummary());
    }

    private static RequestHead withJsonBytes(RequestHead head, int jsonBytes) {
        int field = head.fields().find(KnownField.INFERENCE_HEADER_CONTENT_LENGTH);
        return field == FieldBlock.NONE ? head : head.withField(field, digits(jsonBytes));
    }

    /** What is forwarded in place of the head of a request that was scanned by it alone. */
    Redaction redactHead(Inspection request) {
        return new Redaction(NO_NAME, redactHead(request.head()), findings.redactedSummary());
    }

    private RequestHead redactHead(RequestHead original) {
        RequestHead head = original;
        List<Edit> edits = new ArrayList<>();
        queryParts.edit(findings, query.bytes(), edits);
        if (!edits.isEmpty()) {
            byte[] bytes = query.bytes();
            head = head.withQuery(
                    new String(Redaction.apply(bytes, 0, bytes.length, edits), StandardCharsets.ISO_8859_1));
        }
        FieldBlock fields = original.fields();
        for (int i = 0; i < headerParts.size(); i++) {
            int field = headerParts.from(i);
            int part = headerParts.part(i);
            if (findings.rewrites(part)) {
                head = head.withField(
                        field, findings.rewrite(part, fields.bytes(), fields.valueFrom(field), fields.valueTo(field)));
            }
        }
        return head;
    }

    private List<Edit> formEdits(FormFields form) {
        List<Edit> edits = new ArrayList<>();
        formParts.edit(findings, form.bytes(), edits);
        List<Edit> lengths = new ArrayList<>();
        int at = 0; // edits of a field stand before those of the next
        for (int field = 0; field < form.size(); field++) {
            while (at < edits.size() && edits.get(at).from() < form.valueFrom(field)) {
                at++;
            }
            boolean edited = at < edits.size() && edits.get(at).to() == form.valueTo(field);
            if (edited && form.lengthTo(field) > form.lengthFrom(field)) {
                int length = edits.get(at).replacement().length;
                lengths.add(new Edit(form.lengthFrom(field), form.lengthTo(field), digits(length)));
            }
        }
        edits.addAll(lengths);
        return edits;
    }

    static byte[] digits(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
