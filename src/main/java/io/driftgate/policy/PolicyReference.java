package io.driftgate.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy version as configuration names it, {@code credit-risk@v2}.
 *
 * @param name a directory below the policy directory
 * @param version {@code v<N>} or {@code v<N>.<N>.<N>}
 */
public record PolicyReference(String name, String version) {
    /** The form, for messages. */
    public static final String FORM = "<name>@v<N> or <name>@v<N>.<N>.<N>, such as credit-risk@v2";

    private static final String NUMBER = "(?:0|[1-9][0-9]{0,8})";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final Pattern VERSION = Pattern.compile("v" + NUMBER + "(?:\\." + NUMBER + "\\." + NUMBER + ")?");
    private static final Pattern TEXT = Pattern.compile("(" + NAME + ")@(" + VERSION + ")");

    public PolicyReference {
        if (!isName(name) || !isVersion(version)) {
            throw new IllegalArgumentException("a policy reference is " + FORM + ", not " + name + "@" + version);
        }
    }

    public static Optional<PolicyReference> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new PolicyReference(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether a text has the form of a version. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
