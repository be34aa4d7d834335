package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.OwnFields;
import io.driftgate.proxy.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Serialises answers to a client: whole ones of our own, and the model server's piece by piece. Owned by one event loop. */
final class ResponseWriter {
    private final Outbound out;
    private final DateField date;
    private boolean chunked;

    ResponseWriter(Outbound out, DateField date) {
        this.out = out;
        this.date = date;
    }

    /** An answer to what is no proper request, in plain text: there is no protocol yet whose shape it could have. */
    void plain(int status, OwnFields fields, String text) {
        whole(status, fields, "text/plain", (text + "\n").getBytes(StandardCharsets.US_ASCII), true, true);
    }

    void whole(int status, OwnFields fields, String contentType, byte[] bytes, boolean withBody, boolean close) {
        HeadBytes buffer = out.beginHead();
        HeadWriter.statusLine(buffer, status);
        HeadWriter.field(buffer, "date", date.now());
        HeadWriter.own(buffer, fields);
        HeadWriter.field(buffer, "content-type", contentType);
        HeadWriter.field(buffer, "content-length", bytes.length);
        endHead(buffer, close);
        out.writeHead(withBody ? bytes.length : 0);
        if (withBody) {
            out.write(bytes);
        }
    }

    /**
     * The head of the model server's answer.
     *
     * @param chunks whether the client understands chunks
     * @return whether the end of the connection must be the end of the body
     */
    boolean head(ResponseHead answer, OwnFields fields, boolean chunks, boolean close) {
        HeadBytes buffer = out.beginHead();
        HeadWriter.statusLine(buffer, answer.status());
        HeadWriter.forwarded(buffer, answer.fields(), answer.isRewritten(), false, fields.size() > 0);
        HeadWriter.own(buffer, fields);
        boolean openEnded = answer.hasBody() && answer.declaredLength() < 0;
        chunked = openEnded && chunks;
        if (chunked) {
            HeadWriter.field(buffer, "transfer-encoding", "chunked");
        } else if (answer.declaredLength() >= 0 && answer.status() != 204) {
            HeadWriter.field(buffer, "content-length", answer.declaredLength());
        }
        endHead(buffer, close || (openEnded && !chunks));
        out.writeHead(answer.hasBody() ? answer.declaredLength() : 0);
        return openEnded && !chunks;
    }

    void data(ByteBuf data) {
        if (chunked) {
            out.writeChunk(data);
        } else {
            out.write(data);
        }
    }

    void end() {
        if (chunked) {
            out.writeLastChunk();
        }
    }

    private static void endHead(HeadBytes buffer, boolean close) {
        if (close) {
            HeadWriter.field(buffer, "connection", "close");
        }
        buffer.lineEnd();
    }
}
