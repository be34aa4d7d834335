package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.FieldBlock;
import io.driftgate.proxy.exchange.KnownField;
import io.driftgate.proxy.exchange.OwnFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Serialises heads. What is forwarded is written anew from parsed parts, never copied as it came. */
final class HeadWriter {
    private HeadWriter() {}

    static void requestLine(ByteBuf out, String method, String basePath, String path, String query) {
        ascii(out, method);
        out.writeByte(' ');
        ascii(out, basePath);
        ascii(out, path);
        ascii(out, query);
        ascii(out, " HTTP/1.1\r\n");
    }

    static void statusLine(ByteBuf out, int status) {
        ascii(out, "HTTP/1.1 ");
        out.writeByte('0' + status / 100);
        out.writeByte('0' + status / 10 % 10);
        out.writeByte('0' + status % 10);
        out.writeByte(' ');
        ascii(out, ReasonPhrases.of(status));
        end(out);
    }

    static void field(ByteBuf out, String name, String value) {
        ascii(out, name);
        ascii(out, ": ");
        ascii(out, value);
        end(out);
    }

    static void field(ByteBuf out, String name, long value) {
        ascii(out, name);
        ascii(out, ": ");
        decimal(out, value);
        end(out);
    }

    static void own(ByteBuf out, OwnFields fields) {
        for (int i = 0; i < fields.size(); i++) {
            field(out, fields.name(i), fields.value(i));
        }
    }

    /**
     * Copies the peer's fields but those of its hop and those that we say ourselves.
     *
     * @param rewritten whether other bytes follow than the peer sent, so that its content coding and its digests are left out
     */
    static void forwarded(
            ByteBuf out,
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
            out.writeBytes(bytes, fields.nameFrom(i), fields.nameTo(i) - fields.nameFrom(i));
            ascii(out, ": ");
            out.writeBytes(bytes, fields.valueFrom(i), fields.valueTo(i) - fields.valueFrom(i));
            end(out);
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

    /** The empty line. */
    static void end(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    static void ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }

    static void decimal(ByteBuf out, long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = out.writerIndex();
        out.ensureWritable(digits);
        out.writerIndex(at + digits);
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            out.setByte(i, '0' + (int) (rest % 10));
            rest /= 10;
        }
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
