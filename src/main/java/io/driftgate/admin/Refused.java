package io.driftgate.admin;

import jakarta.ws.rs.core.Response;

/** A call that is not answered with what it asked for; {@link ErrorMapper} makes the response of it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    private Refused(int status, String error, String hint) {
        super(error);
        this.status = status;
        this.hint = hint;
    }

    static Refused notFound(String error, String hint) {
        return new Refused(Response.Status.NOT_FOUND.getStatusCode(), error, hint);
    }

    static Refused unauthorized(String error, String hint) {
        return new Refused(Response.Status.UNAUTHORIZED.getStatusCode(), error, hint);
    }

    static Refused forbidden(String error, String hint) {
        return new Refused(Response.Status.FORBIDDEN.getStatusCode(), error, hint);
    }

    int status() {
        return status;
    }

    ErrorView view() {
        return new ErrorView(getMessage(), hint);
    }
}
