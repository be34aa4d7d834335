package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and tokens that their issuers mark with a prefix, so that secret scanners can tell them: the prefix, how many characters
 * follow, and of which alphabet. From the issuers' documentation. Immutable, any thread.
 */
final class SecretForms {
    /** At most so many characters behind a prefix are looked at. */
    static final int MAX_BODY = 256;

    private static final int DIGIT = 1;
    private static final int HEX = 2;
    private static final int UPPER = 4;
    private static final int ALPHANUMERIC = 8;
    private static final int UNDERSCORE = 16;
    private static final int DASH = 32;
    private static final int DOT = 64;
    private static final int URL = ALPHANUMERIC | UNDERSCORE | DASH;
    private static final byte[] KINDS = new byte[128];

    static {
        for (char c = 0; c < 128; c++) {
            int kinds = c >= '0' && c <= '9' ? DIGIT | HEX | UPPER | ALPHANUMERIC : 0;
            kinds |= c >= 'a' && c <= 'f' ? HEX : 0;
            kinds |= c >= 'A' && c <= 'Z' ? UPPER : 0;
            kinds |= Character.isLetter(c) ? ALPHANUMERIC : 0;
            kinds |= c == '_' ? UNDERSCORE : c == '-' ? DASH : c == '.' ? DOT : 0;
            KINDS[c] = (byte) kinds;
        }
    }

    /** A prefix and what follows it; the score is without context. */
    private static final class Form {
        final byte[] prefix;
        final int minBody;
        final int maxBody;
        final int alphabet;
        final int score;

        Form(String prefix, int minBody, int maxBody, int alphabet, int score) {
            this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
            this.minBody = minBody;
            this.maxBody = maxBody;
            this.alphabet = alphabet;
            this.score = score;
        }
    }

    private static final Form[][] BY_FIRST = new Form[128][];

    static {
        List<Form> forms = new ArrayList<>();
        add(forms, 16, 16, UPPER, 95, "AKIA", "ASIA"); // AWS access key ids
        add(forms, 36, MAX_BODY, ALPHANUMERIC, 100, "ghp_", "gho_", "ghu_", "ghs_", "ghr_"); // GitHub
        add(forms, 36, MAX_BODY, ALPHANUMERIC | UNDERSCORE, 100, "github_pat_");
        add(forms, 20, MAX_BODY, URL | DOT, 100, "glpat-", "gldt-", "glrt-", "glptt-"); // GitLab
        add(
                forms,
                20,
                MAX_BODY,
                ALPHANUMERIC | DASH,
                100,
                "xoxa-",
                "xoxb-",
                "xoxe-",
                "xoxp-",
                "xoxr-",
                "xoxs-",
                "xapp-"); // Slack
        add(forms, 10, MAX_BODY, ALPHANUMERIC, 100, "sk_live_", "rk_live_", "sk_test_", "rk_test_"); // Stripe
        add(forms, 32, 64, ALPHANUMERIC, 90, "whsec_");
        add(forms, 35, 35, URL, 100, "AIza"); // Google API
        add(forms, 20, MAX_BODY, URL | DOT, 95, "ya29."); // Google OAuth
        add(forms, 90, MAX_BODY, URL, 100, "sk-ant-"); // Anthropic
        add(forms, 40, MAX_BODY, URL, 100, "sk-proj-", "sk-svcacct-", "sk-admin-"); // OpenAI
        add(forms, 40, MAX_BODY, ALPHANUMERIC, 95, "sk-");
        add(forms, 30, 40, ALPHANUMERIC, 95, "hf_"); // Hugging Face
        add(forms, 36, 36, ALPHANUMERIC, 100, "npm_");
        add(forms, 50, MAX_BODY, URL, 100, "pypi-");
        add(forms, 66, 66, URL | DOT, 100, "SG."); // SendGrid: 22 and 43 characters
        add(forms, 32, 32, HEX, 45, "SK", "AC"); // Twilio: a form that other programs use too
        add(forms, 64, 64, HEX, 100, "dop_v1_", "doo_v1_", "dor_v1_"); // DigitalOcean
        add(forms, 32, 32, HEX, 100, "shpat_", "shpca_", "shppa_", "shpss_"); // Shopify
        add(forms, 27, 64, URL, 100, "dckr_pat_"); // Docker
        add(forms, 40, 48, ALPHANUMERIC | UNDERSCORE, 100, "glsa_"); // Grafana
        add(forms, 60, MAX_BODY, URL, 100, "hvs.", "ATATT3x"); // Vault, Atlassian
        add(forms, 48, 48, HEX, 100, "rubygems_");
        for (int first = 0; first < BY_FIRST.length; first++) {
            int letter = first;
            BY_FIRST[first] =
                    forms.stream().filter(form -> form.prefix[0] == letter).toArray(Form[]::new);
        }
    }

    private SecretForms() {}

    private static void add(List<Form> forms, int minBody, int maxBody, int alphabet, int score, String... prefixes) {
        for (String prefix : prefixes) {
            forms.add(new Form(prefix, minBody, maxBody, alphabet, score));
        }
    }

    /** Adds the token that starts at {@code start}; whether one of the prefixes is there. */
    static boolean match(byte[] text, int start, int to, ScoredHits out) {
        if (text[start] < 0) {
            return false;
        }
        for (Form form : BY_FIRST[text[start]]) {
            if (startsWith(text, start, to, form.prefix)) {
                int body = start + form.prefix.length;
                int end = endOfBody(text, body, to, form.alphabet);
                out.examine(end - start);
                int length = end - body;
                if (length >= form.minBody && length <= form.maxBody && !goesOn(text, end, to)) {
                    out.add(PiiEntity.SECRET, start, end, form.score);
                }
                return true;
            }
        }
        return false;
    }

    static boolean startsWith(byte[] text, int at, int to, byte[] prefix) {
        if (to - at < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static int endOfBody(byte[] text, int from, int to, int alphabet) {
        int limit = Math.min(to, from + MAX_BODY);
        int p = from;
        while (p < limit && text[p] >= 0 && (KINDS[text[p]] & alphabet) != 0) {
            p++;
        }
        while (p > from && (text[p - 1] == '.' || text[p - 1] == '-')) {
            p--; // the mark behind a sentence
        }
        return p;
    }

    private static boolean goesOn(byte[] text, int at, int to) {
        return at < to && text[at] >= 0 && (KINDS[text[at]] & (ALPHANUMERIC | UNDERSCORE)) != 0;
    }
}
