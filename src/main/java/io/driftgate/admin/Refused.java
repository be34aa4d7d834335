package io.driftgate.admin;

import io.driftgate.control.OverrideRefused;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** A call that is not answered with what it asked for; {@link ErrorMapper} makes the response of it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int UNPROCESSABLE = 422;

    private final int status;
    private final String hint;
    private final String field;

    private Refused(int status, String error, String hint, String field) {
        super(error);
        this.status = status;
        this.hint = hint;
        this.field = field;
    }

    private Refused(int status, String error, String hint) {
        this(status, error, hint, "");
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

    /** @param field the one that is wrong; empty when it is the body as a whole */
    static Refused invalid(String field, String error, String hint) {
        return new Refused(UNPROCESSABLE, error, hint, field);
    }

    static Refused of(OverrideRefused refused) {
        int status = switch (refused.reason()) {
            case INVALID -> UNPROCESSABLE;
            case UNKNOWN -> Response.Status.NOT_FOUND.getStatusCode();
            case CONFLICT -> Response.Status.CONFLICT.getStatusCode();
            case UNSAVED -> Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
        };
        return new Refused(status, String.valueOf(refused.getMessage()), refused.hint(), refused.field());
    }

    int status() {
        return status;
    }

    ErrorView view() {
        return new ErrorView(getMessage(), hint, Optional.of(field).filter(name -> !name.isEmpty()));
    }
}
