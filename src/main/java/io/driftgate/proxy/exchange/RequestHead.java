package io.driftgate.proxy.exchange;

/**
 * The head of a request, free of any wire version. Mutable and reused: a connection has one, valid until its exchange ends.
 * Owned by one event loop.
 */
public final class RequestHead {
    /** The length of the body is known only at its end. */
    public static final long UNKNOWN_LENGTH = -1;

    private final FieldBlock fields = new FieldBlock();
    private String method = "";
    private String path = "";
    private String query = "";
    private long declaredLength;
    private boolean expectsContinue;

    /** Sets what the request line says; the fields are filled by the parser. */
    public void set(String newMethod, String newPath, String newQuery) {
        method = newMethod;
        path = newPath;
        query = newQuery;
    }

    public void setBody(long newDeclaredLength, boolean newExpectsContinue) {
        declaredLength = newDeclaredLength;
        expectsContinue = newExpectsContinue;
    }

    /** A copy with another query. */
    RequestHead withQuery(String newQuery) {
        return copy(newQuery, FieldBlock.NONE, new byte[0]);
    }

    /** A copy in which a field has another value. */
    RequestHead withField(int field, byte[] value) {
        return copy(query, field, value);
    }

    private RequestHead copy(String newQuery, int field, byte[] value) {
        RequestHead copy = new RequestHead();
        copy.set(method, path, newQuery);
        copy.setBody(declaredLength, expectsContinue);
        copy.fields.copy(fields, field, value);
        return copy;
    }

    public FieldBlock fields() {
        return fields;
    }

    public String method() {
        return method;
    }

    /** Canonical, absolute, still percent-encoded. */
    public String path() {
        return path;
    }

    /** With its question mark; empty when there is none. */
    public String query() {
        return query;
    }

    /** Bytes of the body; 0 when there is none, {@link #UNKNOWN_LENGTH} when its end tells. */
    public long declaredLength() {
        return declaredLength;
    }

    public boolean expectsContinue() {
        return expectsContinue;
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }
}
