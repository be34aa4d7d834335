package io.driftgate.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * The gauges of one name, whose label sets come and go in groups: replacing a group updates what stays in place, adds what is new
 * and removes what is gone, so that a scrape never sees a stale label set beside the one that took its place. (Micrometer's
 * MultiGauge would register everything anew each time, and a scrape in between would miss it.) Thread-safe.
 */
final class GaugeFamily<G> {
    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Tags common;
    private final Map<G, Map<Tags, Cell>> groups = new HashMap<>();

    GaugeFamily(MeterRegistry registry, String name, String description, Tags common) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.common = common;
    }

    synchronized void replace(G group, Map<Tags, ? extends DoubleSupplier> values) {
        Map<Tags, Cell> cells = groups.computeIfAbsent(group, absent -> new HashMap<>());
        removeOthers(cells, values);
        values.forEach((tags, value) -> {
            Cell cell = cells.get(tags);
            if (cell == null) {
                cells.put(tags, register(tags, value));
            } else {
                cell.value = value;
            }
        });
    }

    /** Drops the groups that the test doesn't keep. */
    synchronized void retain(Predicate<G> keep) {
        for (Iterator<Map.Entry<G, Map<Tags, Cell>>> all = groups.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<G, Map<Tags, Cell>> group = all.next();
            if (!keep.test(group.getKey())) {
                removeOthers(group.getValue(), Map.of());
                all.remove();
            }
        }
    }

    private void removeOthers(Map<Tags, Cell> cells, Map<Tags, ?> kept) {
        for (Iterator<Map.Entry<Tags, Cell>> all = cells.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Tags, Cell> cell = all.next();
            if (!kept.containsKey(cell.getKey())) {
                registry.remove(cell.getValue().gauge);
                all.remove();
            }
        }
    }

    private Cell register(Tags tags, DoubleSupplier value) {
        Cell cell = new Cell(value);
        cell.gauge = Gauge.builder(name, cell, Cell::read)
                .description(description)
                .tags(common.and(tags))
                .register(registry);
        return cell;
    }

    /** A series; kept alive by its group, read by scrapes. */
    private static final class Cell {
        private volatile DoubleSupplier value;
        private Gauge gauge;

        Cell(DoubleSupplier value) {
            this.value = value;
        }

        double read() {
            return value.getAsDouble();
        }
    }
}
