package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials and addresses of crypto-currencies. The values are made up, or documentation's own; tokens are put together here. */
class SecretMatcherTest {
    private static final String BODY =
            "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2bC3dE4fG5hJ6kL7mN8pQ9rS0tU1vW2xY3zA4bC5dE6fG7hJ8kL9mN0pQ1r";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "ghp_36",
                "ghs_36",
                "github_pat_82",
                "glpat-20",
                "xoxb-24",
                "sk_live_24",
                "rk_test_24",
                "AIza35",
                "ya29.60",
                "sk-48",
                "sk-proj-80",
                "sk-ant-api03-90",
                "hf_34",
                "npm_36",
                "pypi-80",
                "SG.66"
            })
    void findsTokensByTheirPrefix(String form) {
        String token = token(form);
        assertEquals(token, secrets("use " + token + ", please"));
        assertEquals(token, secrets("key=" + token));
        assertEquals(token, secrets("\"" + token + "\""));
        assertEquals("", secrets("see x" + token.substring(0, token.length() - 2) + " here"));
    }

    private static String token(String form) {
        int digits = form.length();
        while (Character.isDigit(form.charAt(digits - 1))) {
            digits--;
        }
        if (digits == form.length()) {
            return form;
        }
        int length = Integer.parseInt(form, digits, form.length(), 10);
        String body = form.startsWith("SG.")
                ? BODY.substring(0, 22) + "." + BODY.substring(22, 65)
                : BODY.substring(0, length);
        return form.substring(0, digits) + body;
    }

    @Test
    void findsWebTokensWhoseHeaderNamesAnAlgorithm() {
        String header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        String payload = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";
        String token = header + "." + payload + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        assertEquals(token, secrets("Bearer " + token + "."));
        assertEquals(header + "." + payload, secrets(header + "." + payload + ". "));
        assertEquals("", secrets(payload + "." + payload + "." + payload), "no algorithm in it");
        assertEquals("", secrets(header));
    }

    @Test
    void findsPrivateKeysFromBeginToEnd() {
        String body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nVJTUt9Us8cKj+/==\n";
        String key = "-----BEGIN RSA PRIVATE KEY-----\n" + body + "-----END RSA PRIVATE KEY-----";
        assertEquals(key, secrets("key:\n" + key + "\nthanks 7x"));
        String encrypted =
                key.replace("KEY-----\nMII", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\nMII");
        assertEquals(encrypted, secrets(encrypted));
        String escaped = key.replace("\n", "\\n");
        assertEquals(escaped, secrets("{" + escaped + "}"));
        assertEquals(
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0",
                secrets("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0"),
                "cut off");
        assertEquals("", secrets("-----BEGIN CERTIFICATE-----\n" + body + "-----END CERTIFICATE-----"));
        assertEquals("", secrets("-----BEGIN PUBLIC KEY-----\n" + body + "-----END PUBLIC KEY-----"));
    }

    @Test
    void findsCredentialsInUrls() {
        assertEquals("admin:hunter2", secrets("postgres://admin:hunter2@db.internal:5432/app"));
        assertEquals("admin:pa:ss", secrets("https://admin:pa:ss@example.com"));
        assertEquals("", secrets("https://example.com/a:b@c"));
        assertEquals("", secrets("https://user@example.com"));
        assertEquals("", secrets("mail to: me@example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=|Tr0ub4dor#3|",
                "\"db_password\": \"|Summer2026!|\"",
                "export API_KEY='|9f8e7d6c5b4a39281706|'",
                "client-secret: |a1B2c3D4e5F6g7H8i9J0|",
                "aws_secret_access_key = |wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY|",
                "AccountKey=|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==|",
                "the aws secret wJalrXUtnFEMI is short, but |wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY| is not"
            })
    void findsValuesThatAreCalledSecret(String marked) {
        String value = marked.substring(marked.indexOf('|') + 1, marked.lastIndexOf('|'));
        assertEquals(value, secrets(marked.replace("|", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=${DB_PASSWORD_1}",
                "password: changeme",
                "password = generate1(",
                "token=abc123",
                "token: 123456789012345678901234",
                "sig=abc1",
                "id=9f8e7d6c5b4a39281706",
                "123e4567-e89b-12d3-a456-426614174000",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "the task-123 of sk-team is in md5_sum1",
                "sk-learn-2024-stable-release-of-the-library-with-wheels"
            })
    void leavesOrdinaryTokensAlone(String text) {
        assertEquals("", secrets(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            })
    void findsBitcoinAddressesAndNoneWithAnotherCharacter(String address) {
        assertEquals(address, found(PiiEntity.CRYPTO, "to " + address + "."));
        for (int i = 4; i < address.length(); i++) {
            char other = address.charAt(i) == 'a' ? 'c' : 'a';
            assertEquals("", found(PiiEntity.CRYPTO, address.substring(0, i) + other + address.substring(i + 1)));
        }
    }

    @Test
    void findsEthereumAddresses() {
        String address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        assertEquals(address, found(PiiEntity.CRYPTO, "send to " + address + "!"));
        assertEquals("", found(PiiEntity.CRYPTO, address + "0"));
        assertEquals("", found(PiiEntity.CRYPTO, address.substring(0, 41)));
        assertEquals("", found(PiiEntity.CRYPTO, "0x0000000000000000000000000000000000000000"));
    }

    private static String secrets(String text) {
        return found(PiiEntity.SECRET, text);
    }

    private static String found(PiiEntity entity, String text) {
        return String.join(" | ", PatternFixtures.inText(entity, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-a1-",
                "eyJ1-",
                "eyJ1.",
                "eyJ1;",
                "-----BEGIN PRIVATE KEY-----\nMI1\n",
                "password=1a",
                "1a",
                "a/1",
                "://a:@",
                "https://:1a@",
                "bc1q",
                "0x1",
                "A1 ",
                "12.3-",
                "1 2 ",
                "AA 1 2 ",
                "ghp_1",
                "SG.1",
                "xoxb-1-"
            })
    void looksAtABoundedNumberOfBytesPerByte(String hostile) {
        byte[] text = hostile.repeat(200_000 / hostile.length()).getBytes(StandardCharsets.US_ASCII);
        PatternSet.Builder set = PatternSet.builder();
        PiiEntity.builtIn().forEach(set::add);
        Detector detector = new Detector();
        detector.scan(text, 0, text.length, set.build(), new Hits());
        assertTrue(detector.examined() < 200L * text.length, hostile + ": " + detector.examined() / text.length);
    }
}
