package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.RecordKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What requests are served under at a place of the log: of each kind of control event the last before it, for each model, version, gate or override.
 * Memory grows with these, not with the log. One thread.
 */
final class InForce {
    /** A record and its index. */
    record Entry(long index, AuditRecord record) {}

    private final Map<String, Entry> switches = new LinkedHashMap<>();
    private final Map<String, Entry> stages = new LinkedHashMap<>();
    private final Map<String, Entry> canaries = new LinkedHashMap<>();
    private final Map<String, Entry> verdicts = new LinkedHashMap<>();
    private final Map<String, Entry> gates = new LinkedHashMap<>();
    private final Map<String, Entry> windowGates = new LinkedHashMap<>();
    private final Map<String, Entry> refusals = new LinkedHashMap<>();
    private final Map<String, Entry> overrides = new LinkedHashMap<>();
    private Optional<Entry> snapshot = Optional.empty();
    private Optional<Entry> started = Optional.empty();

    /** Takes the next record; only control events matter. */
    void next(long index, AuditRecord record) {
        if (!record.is(RecordKind.CONTROL)) {
            return;
        }
        Entry entry = new Entry(index, record);
        String model = ControlFacts.of(record, "model");
        String version = model + "/" + ControlFacts.of(record, "version");
        switch (record.result()) {
            case "started" -> started = Optional.of(entry);
            case "snapshot_applied" -> snapshot = Optional.of(entry);
            case "switched" -> {
                switches.put(model, entry);
                stages.remove(model);
            }
            case "switch_staged" -> stages.put(model, entry);
            case "canary_step", "canary_aborted", "canary_promoted" -> canaries.put(version, entry);
            case "verdict_changed" -> verdicts.put(version, entry);
            case "gate_changed" -> gates.put(version + "/" + ControlFacts.of(record, "gate"), entry);
            case "window_gate_changed" ->
                keep(windowGates, version + "/" + ControlFacts.of(record, "gate"), entry, "result", "fail");
            case "refusal_changed" -> keep(refusals, model, entry, "refusing", "true");
            case "override_changed" -> override(entry);
            default -> {}
        }
    }

    /** Keeps an entry that says this; forgets the one before if it doesn't. */
    private static void keep(Map<String, Entry> in, String key, Entry entry, String fact, String value) {
        if (ControlFacts.of(entry.record(), fact).equals(value)) {
            in.put(key, entry);
        } else {
            in.remove(key);
        }
    }

    private void override(Entry entry) {
        String id = ControlFacts.of(entry.record(), "id");
        if (ControlFacts.of(entry.record(), "change").equals("set")) {
            overrides.put(id, entry);
        } else {
            overrides.remove(id);
        }
    }

    /** What matters to a decision about this model at this time, in the log's order. */
    List<Entry> of(String model, Optional<Instant> time) {
        List<Entry> entries = new ArrayList<>();
        started.ifPresent(entries::add);
        snapshot.ifPresent(entries::add);
        for (Map<String, Entry> each :
                List.of(switches, stages, canaries, verdicts, gates, windowGates, refusals, overrides)) {
            each.values().stream()
                    .filter(entry -> ControlFacts.of(entry.record(), "model").equals(model))
                    .filter(entry -> !ControlFacts.of(entry.record(), "result").equals("pass"))
                    .filter(entry -> time.isEmpty() || !isOver(entry, time.get()))
                    .forEach(entries::add);
        }
        entries.sort(Comparator.comparingLong(Entry::index));
        return entries;
    }

    /** Whether an override has expired, be it that nobody was there to record it. */
    private static boolean isOver(Entry entry, Instant time) {
        String until = ControlFacts.of(entry.record(), "until");
        try {
            return !until.isEmpty() && Instant.parse(until).isBefore(time);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
