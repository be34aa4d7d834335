package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Addresses of crypto-currencies: Bitcoin's in {@link Base58Check}, and in bech32 or bech32m (BIP-173, BIP-350) with a checksum of 30
 * bits; Ethereum's, {@code 0x} and 40 hexadecimal digits.
 *
 * <p>Hangs on the first run of digits of a word, which an address starts with or, behind {@code bc}, soon has. Looks at most 90 bytes ahead.
 */
final class CryptoMatcher {
    private static final int MIN_BASE58 = 26;
    private static final int MAX_BASE58 = 35;
    private static final int MIN_BECH32 = 14;
    private static final int MAX_BECH32 = 90;
    private static final int CHECKSUM = 6;
    private static final int HEX_DIGITS = 40;
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final byte[] BECH32_VALUES = new byte[128];
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32_CONSTANT = 1;
    private static final int BECH32M_CONSTANT = 0x2bc830a3;
    private static final int CERTAIN = 100;
    private static final int ETHEREUM = 80;

    static {
        Arrays.fill(BECH32_VALUES, (byte) -1);
        for (int i = 0; i < BECH32.length(); i++) {
            BECH32_VALUES[BECH32.charAt(i)] = (byte) i;
        }
    }

    private CryptoMatcher() {}

    /** Adds what hangs on the run of digits {@code text[run, end)}. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        if (end >= to || !Utf8.isAsciiLetter(text[end]) || !out.wants(PiiEntity.CRYPTO)) {
            return;
        }
        byte first = text[run];
        if (!Utf8.isSpacedWordBefore(text, from, run)) {
            if (first == '1' || first == '3') {
                matchBase58(text, run, to, out);
            } else if (first == '0' && end == run + 1 && (text[end] | 0x20) == 'x') {
                matchEthereum(text, run, to, out);
            }
        } else if (first == '1' && run - 2 >= from && !Utf8.isSpacedWordBefore(text, from, run - 2)) {
            matchBech32(text, run - 2, to, out);
        }
    }

    private static void matchBase58(byte[] text, int start, int to, ScoredHits out) {
        int limit = Math.min(to, start + MAX_BASE58 + 1);
        int p = start;
        while (p < limit && Base58Check.isCharacter(text[p])) {
            p++;
        }
        out.examine(p - start);
        int length = p - start;
        if (length >= MIN_BASE58
                && length <= MAX_BASE58
                && !Utf8.isSpacedWordAt(text, p, to)
                && out.base58Check().isAddress(text, start, p)) {
            out.add(PiiEntity.CRYPTO, start, p, CERTAIN);
        }
    }

    private static void matchEthereum(byte[] text, int start, int to, ScoredHits out) {
        int end = start + 2 + HEX_DIGITS;
        if (end > to || Utf8.isSpacedWordAt(text, end, to)) {
            return;
        }
        boolean uniform = true;
        for (int p = start + 2; p < end; p++) {
            if (!Utf8.isDigit(text[p]) && ((text[p] | 0x20) < 'a' || (text[p] | 0x20) > 'f')) {
                return;
            }
            uniform &= text[p] == text[start + 2];
        }
        out.examine(HEX_DIGITS);
        if (!uniform) {
            out.add(PiiEntity.CRYPTO, start, end, ETHEREUM);
        }
    }

    /** An address of the main or the test network, all in one case: version, program, checksum. */
    private static void matchBech32(byte[] text, int start, int to, ScoredHits out) {
        int network = (text[start] | 0x20) << 8 | (text[start + 1] | 0x20);
        int prefix = 'b' << 8 | 'c';
        if (network != prefix && network != ('t' << 8 | 'b')) {
            return;
        }
        int lower = text[start] & 0x20;
        int state = 1;
        state = polymod(state, (network >> 8) >> 5);
        state = polymod(state, (network & 0xff) >> 5);
        state = polymod(state, 0);
        state = polymod(state, (network >> 8) & 31);
        state = polymod(state, network & 31);
        int limit = Math.min(to, start + MAX_BECH32 + 1);
        int p = start + 3;
        while (p < limit && text[p] >= 0 && (Utf8.isDigit(text[p]) || (text[p] & 0x20) == lower)) {
            int value = BECH32_VALUES[Utf8.isDigit(text[p]) ? text[p] : text[p] | 0x20];
            if (value < 0) {
                break;
            }
            state = polymod(state, value);
            p++;
        }
        out.examine(p - start);
        int length = p - start;
        if (length < MIN_BECH32 || length > MAX_BECH32 || Utf8.isSpacedWordAt(text, p, to)) {
            return;
        }
        boolean oldest = (text[start + 3] | 0x20) == 'q'; // version 0
        if (state == (oldest ? BECH32_CONSTANT : BECH32M_CONSTANT)
                && isProgram((length - 4 - CHECKSUM) * 5 / 8, oldest)) {
            out.add(PiiEntity.CRYPTO, start, p, CERTAIN);
        }
    }

    private static boolean isProgram(int bytes, boolean oldest) {
        return oldest ? bytes == 20 || bytes == 32 : bytes >= 2 && bytes <= 40;
    }

    private static int polymod(int state, int value) {
        int top = state >>> 25;
        int next = (state & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < 5; i++) {
            next ^= (top >>> i & 1) != 0 ? GENERATOR[i] : 0;
        }
        return next;
    }
}
