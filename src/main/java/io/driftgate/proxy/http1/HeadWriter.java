package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.FieldBlock;
import io.driftgate.proxy.exchange.KnownField;
import io.driftgate.proxy.exchange.OwnFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Serialises heads. What is forwarded is written anew from parsed parts, never copied as it came. */
final class HeadWriter {
    private HeadWriter() {}

    static void requestLine(HeadBytes out, String method, String basePath, String path, String query) {
        out.ascii(method);
        out.octet(' ');
        out.ascii(basePath);
        out.ascii(path);
        out.ascii(query);
        out.ascii(" HTTP/1.1\r\n");
    }

    static void statusLine(HeadBytes out, int status) {
        out.ascii("HTTP/1.1 ");
        out.octet('0' + status / 100);
        out.octet('0' + status / 10 % 10);
        out.octet('0' + status % 10);
        out.octet(' ');
        out.ascii(ReasonPhrases.of(status));
        out.lineEnd();
    }

    static void field(HeadBytes out, String name, String value) {
        out.ascii(name);
        out.colon();
        out.ascii(value);
        out.lineEnd();
    }

    static void field(HeadBytes out, String name, long value) {
        out.ascii(name);
        out.colon();
        out.decimal(value);
        out.lineEnd();
    }

    static void own(HeadBytes out, OwnFields fields) {
        for (int i = 0; i < fields.size(); i++) {
            field(out, fields.name(i), fields.value(i));
        }
        if (fields.timingBytes() > 0) {
            out.ascii("server-timing: ");
            out.range(fields.timing(), 0, fields.timingBytes());
            out.lineEnd();
        }
    }

    /**
     * Copies the peer's fields but those of its hop and those that we say ourselves.
     *
     * @param rewritten whether other bytes follow than the peer sent, so that its content coding and its digests are left out
     */
    static void forwarded(
            HeadBytes out,
            FieldBlock fields,
            boolean rewritten,
            boolean withoutAcceptEncoding,
            boolean withoutRequestId) {
        byte[] bytes = fields.bytes();
        for (int i = 0; i < fields.size(); i++) {
            KnownField known = fields.known(i);
            if (known != KnownField.OTHER && isOurs(known, rewritten, withoutAcceptEncoding, withoutRequestId)) {
                continue;
            }
            out.range(bytes, fields.nameFrom(i), fields.nameTo(i));
            out.colon();
            out.range(bytes, fields.valueFrom(i), fields.valueTo(i));
            out.lineEnd();
        }
    }

    private static boolean isOurs(
            KnownField known, boolean rewritten, boolean withoutAcceptEncoding, boolean withoutRequestId) {
        return switch (known) {
            case HOST, CONTENT_LENGTH, EXPECT, DRIFTGATE -> true;
            case CONTENT_ENCODING, CONTENT_DIGEST, REPR_DIGEST, DIGEST, CONTENT_MD5, ETAG -> rewritten;
            case ACCEPT_ENCODING -> withoutAcceptEncoding;
            case X_REQUEST_ID -> withoutRequestId;
            default -> known.isHopByHop();
        };
    }

    /** The end of a line. */
    static void end(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    static void ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }

    /** A chunk's size line. */
    static void chunkSize(ByteBuf out, int size) {
        int shift = 28;
        while (shift > 0 && size >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            out.writeByte(Character.forDigit(size >>> shift & 15, 16));
        }
        end(out);
    }
}
