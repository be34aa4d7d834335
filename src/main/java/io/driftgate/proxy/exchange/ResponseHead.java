package io.driftgate.proxy.exchange;

import java.nio.charset.StandardCharsets;

/** The head of a model server's answer, free of any wire version. Mutable and reused by its connection. */
public final class ResponseHead {
    private final FieldBlock fields = new FieldBlock();
    private int status;
    private long declaredLength;
    private boolean body;
    private boolean rewritten;

    public void set(int newStatus) {
        status = newStatus;
        rewritten = false;
    }

    /**
     * Sets the body's framing.
     *
     * @param newDeclaredLength {@link RequestHead#UNKNOWN_LENGTH} when its end tells; for an answer without a body (HEAD, 304) what
     *     Content-Length says of the representation
     * @param newBody whether a body follows
     */
    public void setBody(long newDeclaredLength, boolean newBody) {
        declaredLength = newDeclaredLength;
        body = newBody;
    }

    public FieldBlock fields() {
        return fields;
    }

    public int status() {
        return status;
    }

    public long declaredLength() {
        return declaredLength;
    }

    /** Says how many bytes of the body are JSON, where the head says that at all. */
    void setJsonBytes(int jsonBytes) {
        int field = fields.find(KnownField.INFERENCE_HEADER_CONTENT_LENGTH);
        if (field != FieldBlock.NONE) {
            fields.replaceValue(field, Integer.toString(jsonBytes).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Says that other bytes go out than came: without content coding, and nothing that the model server says of its bytes holds. */
    public void setRewritten() {
        rewritten = true;
    }

    public boolean isRewritten() {
        return rewritten;
    }

    public boolean hasBody() {
        return body;
    }
}
