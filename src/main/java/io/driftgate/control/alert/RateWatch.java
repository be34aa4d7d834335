package io.driftgate.control.alert;

import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSeverity;
import io.driftgate.alert.Json;
import io.driftgate.alert.RateSettings;
import io.driftgate.telemetry.ModelTraffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Watches how often something is found in a model's requests, over a sliding window of looks at its counters.
 *
 * <pre>
 * rate = max over rules (or entities) of events / requests
 * fine  --rate >= rate and events >= min-->  wrong  --rate below clear, or no event in a whole window-->  fine
 * </pre>
 *
 * One thread. At most {@value #LOOKS} looks are kept for each model.
 */
final class RateWatch {
    private static final int LOOKS = 64;

    private final AlertKind kind;
    private final String noun;
    private final Function<ModelTraffic, Map<String, Long>> counts;
    private final Map<String, Deque<Look>> looks = new HashMap<>();

    /** The counters at a moment. */
    private record Look(long atNanos, ModelTraffic traffic) {}

    RateWatch(AlertKind kind, String noun, Function<ModelTraffic, Map<String, Long>> counts) {
        this.kind = kind;
        this.noun = noun;
        this.counts = counts;
    }

    /**
     * Looks at the counters of all models.
     *
     * @param open whether a model's alert is open
     */
    List<Finding> look(
            Map<String, ModelTraffic> traffic, long nowNanos, RateSettings settings, Predicate<String> open) {
        looks.keySet().retainAll(traffic.keySet());
        List<Finding> found = new ArrayList<>();
        traffic.forEach((model, now) -> {
            Deque<Look> past = looks.computeIfAbsent(model, absent -> new ArrayDeque<>());
            if (!past.isEmpty() && past.getLast().traffic().requests() > now.requests()) {
                past.clear(); // the counters began anew
            }
            // The first look that is a window old stays, for the window begins there.
            while (past.size() > 1 && nowNanos - second(past).atNanos() >= settings.windowNanos()) {
                past.removeFirst();
            }
            judge(model, past, new Look(nowNanos, now), settings, open.test(model), found);
            if (past.isEmpty() || nowNanos - past.getLast().atNanos() >= settings.windowNanos() / LOOKS) {
                past.addLast(new Look(nowNanos, now));
            }
        });
        return found;
    }

    private static Look second(Deque<Look> looks) {
        var each = looks.iterator();
        each.next();
        return each.next();
    }

    private void judge(
            String model, Deque<Look> past, Look now, RateSettings settings, boolean open, List<Finding> found) {
        if (past.isEmpty()) {
            return;
        }
        Look start = past.getFirst();
        Map<String, Long> before = counts.apply(start.traffic());
        String most = "";
        long events = 0;
        for (Map.Entry<String, Long> count : counts.apply(now.traffic()).entrySet()) {
            long more = count.getValue() - before.getOrDefault(count.getKey(), 0L);
            if (more > events) {
                events = more;
                most = count.getKey();
            }
        }
        long requests = now.traffic().requests() - start.traffic().requests();
        double rate = requests > 0 ? (double) events / requests : events > 0 ? events : 0;
        boolean whole = now.atNanos() - start.atNanos() >= settings.windowNanos();
        if (!open && events >= settings.min() && rate >= settings.rate()) {
            found.add(wrong(model, most, events, requests, rate, settings));
        } else if (open && whole && (events == 0 || rate < settings.clear())) {
            found.add(Finding.over(
                    kind,
                    model,
                    "",
                    "",
                    model + ": " + noun + " are below " + percent(settings.clear()) + " of requests again"));
        }
    }

    private Finding wrong(String model, String most, long events, long requests, double rate, RateSettings settings) {
        return new Finding(
                kind,
                model,
                "",
                "",
                AlertSeverity.ERROR,
                true,
                "high",
                model + ": " + noun + " in " + percent(rate) + " of requests, most of all " + most + " (" + events
                        + " in " + requests + " requests, threshold " + percent(settings.rate()) + ")",
                "/admin/models/" + model + "/routes",
                Json.object(json -> {
                    json.writeNumberField("rate", rate);
                    json.writeNumberField("threshold", settings.rate());
                    json.writeStringField("most", most);
                    json.writeNumberField("events", events);
                    json.writeNumberField("requests", requests);
                    json.writeNumberField("window_seconds", settings.windowNanos() / 1e9);
                }));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
