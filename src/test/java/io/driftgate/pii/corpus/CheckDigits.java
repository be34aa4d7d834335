package io.driftgate.pii.corpus;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Check digits as their standards describe them; slow, and independent of the scanner. Stateless. */
final class CheckDigits {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[][] DIHEDRAL = new int[10][10];
    private static final int[][] PERMUTED = new int[8][10];

    static {
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                int turn = b < 5 ? (a % 5 + b) % 5 : (a + b) % 5;
                int flipped = b < 5 ? 5 + (a - b + 5) % 5 : (a - b + 10) % 5;
                DIHEDRAL[a][b] = a < 5 ? (b < 5 ? turn : 5 + (a + b - 5) % 5) : (b < 5 ? flipped : (a - b + 10) % 5);
            }
        }
        PERMUTED[0] = new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        PERMUTED[1] = new int[] {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        for (int i = 2; i < 8; i++) {
            for (int j = 0; j < 10; j++) {
                PERMUTED[i][j] = PERMUTED[i - 1][PERMUTED[1][j]];
            }
        }
    }

    private CheckDigits() {}

    /** ISO/IEC 7812-1, annex B. */
    static String luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? 2 * digit : digit;
            sum += doubled / 10 + doubled % 10;
        }
        return digits + (10 - sum % 10) % 10;
    }

    /** ISO 13616. */
    static String iban(String country, String bban) {
        StringBuilder number = new StringBuilder();
        for (char c : (bban + country + "00").toCharArray()) {
            number.append(Character.digit(c, 36));
        }
        int check = 98
                - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
        return country + (check < 10 ? "0" : "") + check + bban;
    }

    /** The sum of digits, each times its weight. */
    static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return sum;
    }

    /** Verhoeff's check digit over the dihedral group D5. */
    static String verhoeff(String digits) {
        for (int check = 0; check < 10; check++) {
            String all = digits + check;
            int state = 0;
            for (int i = 0; i < all.length(); i++) {
                state = DIHEDRAL[state][PERMUTED[i % 8][all.charAt(all.length() - 1 - i) - '0']];
            }
            if (state == 0) {
                return all;
            }
        }
        throw new AssertionError(digits);
    }

    /** ISO 7064, MOD 11,10. */
    static String mod11And10(String digits) {
        int product = 10;
        for (int i = 0; i < digits.length(); i++) {
            int sum = (digits.charAt(i) - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return digits + (11 - product) % 10;
    }

    /** A Bitcoin address of version 0 or 5: Base58Check. */
    static String base58Check(int version, byte[] hash) {
        byte[] payload = new byte[25];
        payload[0] = (byte) version;
        System.arraycopy(hash, 0, payload, 1, 20);
        byte[] check = sha256(sha256(Arrays.copyOf(payload, 21)));
        System.arraycopy(check, 0, payload, 21, 4);
        StringBuilder out = new StringBuilder();
        BigInteger number = new BigInteger(1, payload);
        while (number.signum() > 0) {
            BigInteger[] parts = number.divideAndRemainder(BigInteger.valueOf(58));
            out.append(BASE58.charAt(parts[1].intValue()));
            number = parts[0];
        }
        for (int i = 0; i < payload.length && payload[i] == 0; i++) {
            out.append('1');
        }
        return out.reverse().toString();
    }

    /** A Bitcoin address of witness version 0 (BIP 173), of 20 bytes as 32 groups of five bits. */
    static String bech32(int[] groups) {
        int[] values = new int[33];
        System.arraycopy(groups, 0, values, 1, 32);
        int[] all = new int[5 + values.length + 6];
        int[] prefix = {'b' >> 5, 'c' >> 5, 0, 'b' & 31, 'c' & 31};
        System.arraycopy(prefix, 0, all, 0, 5);
        System.arraycopy(values, 0, all, 5, values.length);
        int check = polymod(all) ^ 1;
        StringBuilder out = new StringBuilder("bc1");
        for (int value : values) {
            out.append(BECH32.charAt(value));
        }
        for (int i = 0; i < 6; i++) {
            out.append(BECH32.charAt((check >> (5 * (5 - i))) & 31));
        }
        return out.toString();
    }

    private static int polymod(int[] values) {
        int[] generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        int check = 1;
        for (int value : values) {
            int top = check >> 25;
            check = (check & 0x1ffffff) << 5 ^ value;
            for (int i = 0; i < 5; i++) {
                check ^= (top >> i & 1) == 1 ? generator[i] : 0;
            }
        }
        return check;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
