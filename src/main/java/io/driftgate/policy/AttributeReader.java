package io.driftgate.policy;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what a rule is called, who answers for it and what comes of it, and warns of those that expire. One thread, one load.
 */
final class AttributeReader {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    /** For problems of a rule that has no id. */
    private static final String NAMELESS = "?";

    private enum OnError {
        DENY,
        ALLOW
    }

    private final LocalDate today;
    private final Problems problems;
    private final Map<String, YamlNode> ids = new HashMap<>();

    AttributeReader(LocalDate today, Problems problems) {
        this.today = today;
        this.problems = problems;
    }

    /** The rule as it is in force today; after a problem, with whatever could be read. */
    CompiledPolicy.Rule read(Fields rule) {
        String id = readId(rule);
        String owner = rule.string("owner", "");
        String description = rule.string("description", "");
        Severity severity = rule.oneOf("severity", Severity.MEDIUM, Severity.class);
        OnExpiry onExpiry = rule.oneOf("onExpiry", OnExpiry.KEEP, OnExpiry.class);
        Optional<LocalDate> expires = readExpires(rule, id, owner, onExpiry);
        Phase phase = rule.oneOf("phase", Phase.REQUEST, Phase.class);
        boolean denyOnError = rule.oneOf("onError", OnError.DENY, OnError.class) == OnError.DENY;
        Enforcement stated = rule.oneOf("enforcement", Enforcement.DENY, Enforcement.class);
        String replacement = readReplacement(rule, stated, phase);
        boolean isShadowed =
                onExpiry == OnExpiry.SHADOW && expires.filter(today::isAfter).isPresent();
        return new CompiledPolicy.Rule(
                id,
                owner,
                description,
                severity,
                expires,
                onExpiry,
                phase,
                isShadowed ? Enforcement.SHADOW : stated,
                denyOnError,
                isShadowed ? "" : replacement);
    }

    private String readId(Fields rule) {
        Optional<String> id = rule.requireString("id", "give the rule a name that logs and metrics can show");
        if (id.isEmpty()) {
            return NAMELESS;
        }
        YamlNode node = rule.get("id").orElse(rule.node());
        if (!ID.matcher(id.get()).matches()) {
            problems.error(
                    node,
                    rule.pathOf("id") + " must be of a-z, 0-9, '.', '_' and '-', start with a letter or digit,"
                            + " and have at most 128 characters");
        }
        YamlNode first = ids.putIfAbsent(id.get(), node);
        if (first != null) {
            problems.error(
                    node,
                    "the id '" + id.get() + "' stands twice, first in line "
                            + first.position().line(),
                    "a violation names its rule by id, so give each its own");
        }
        return id.get().isEmpty() ? NAMELESS : id.get();
    }

    private Optional<LocalDate> readExpires(Fields rule, String id, String owner, OnExpiry onExpiry) {
        Optional<YamlNode> node = rule.get("expires");
        Optional<String> text = rule.string("expires");
        if (node.isEmpty() && rule.get("onExpiry").isPresent()) {
            problems.error(
                    rule.get("onExpiry").get(),
                    rule.pathOf("onExpiry") + " needs a date to expire on",
                    "add expires: 2027-06-30 or so");
        }
        if (node.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        LocalDate expires;
        try {
            expires = LocalDate.parse(text.get());
        } catch (DateTimeParseException e) {
            problems.error(node.get(), rule.pathOf("expires") + " must be a date such as 2027-06-30");
            return Optional.empty();
        }
        if (owner.isEmpty()) {
            problems.error(
                    node.get(),
                    rule.pathOf("expires") + " needs an owner",
                    "add owner: the team that is told when the rule expires");
        } else {
            warn(node.get(), "the rule '" + id + "' of " + owner, owner, expires, onExpiry);
        }
        return Optional.of(expires);
    }

    private void warn(YamlNode at, String who, String owner, LocalDate expires, OnExpiry onExpiry) {
        boolean keep = onExpiry == OnExpiry.KEEP;
        String hint = owner + " should renew its date or remove it";
        if (today.isAfter(expires)) {
            problems.warning(
                    at, who + " expired on " + expires + "; it " + (keep ? "stays in force" : "only counts now"), hint);
            return;
        }
        long days = ChronoUnit.DAYS.between(today, expires);
        if (days <= CompiledPolicy.NOTICE_DAYS) {
            String when = days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days, on " + expires;
            problems.warning(
                    at,
                    who + " expires " + when + "; after that it " + (keep ? "stays in force" : "only counts"),
                    hint);
        }
    }

    private String readReplacement(Fields rule, Enforcement stated, Phase phase) {
        Optional<YamlNode> node = rule.get("replacement");
        if (stated != Enforcement.REPLACE) {
            node.ifPresent(replacement -> problems.error(
                    replacement,
                    rule.pathOf("replacement") + " is never given",
                    "add enforcement: replace, or remove it"));
            return "";
        }
        if (phase != Phase.RESPONSE) {
            problems.error(
                    rule.get("enforcement").orElse(rule.node()),
                    rule.pathOf("enforcement") + " can replace an answer, and a request has none yet",
                    "add phase: response");
        }
        if (node.isEmpty()) {
            problems.error(
                    rule.node(),
                    rule.pathOf("replacement") + " is missing",
                    "add the answer that is given instead, such as replacement: {decision: review}");
            return "";
        }
        return Replacement.toJson(node.get(), rule.pathOf("replacement"), problems)
                .orElse("");
    }
}
