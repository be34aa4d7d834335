package io.driftgate.pii;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What {@link PiiScannerBenchmark} measures, in turns with the regexes in one process, by CPU time: how many times as fast as they the
 * scanner is hangs less on what else the machine does than either speed. {@code benchmarks/pii-turns [ROUNDS]}.
 */
public final class ScannerTurns {
    private static final int BYTES = 1 << 16;
    private static final int CALLS = 8;
    private static final String REGEXES = "six java.util.regex patterns over the prose";

    private ScannerTurns() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        PiiScannerBenchmark benchmark = new PiiScannerBenchmark();
        benchmark.load();
        Map<String, IntSupplier> kinds = new LinkedHashMap<>();
        kinds.put("prose, six entities", () -> benchmark.proseSixEntities().size());
        kinds.put("prose, all entities", () -> benchmark.proseAllEntities().size());
        kinds.put(
                "15 % of bytes in hits, six", () -> benchmark.denseSixEntities().size());
        kinds.put(REGEXES, benchmark::proseRegexSixEntities);
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        kinds.keySet().forEach(kind -> nanos.put(kind, new ArrayList<>()));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long found = 0;
        for (int round = -rounds; round < rounds; round++) { // as many before, for the compiler
            for (Map.Entry<String, IntSupplier> kind : kinds.entrySet()) {
                int calls = kind.getKey().equals(REGEXES) ? 1 : CALLS;
                long begin = threads.getCurrentThreadCpuTime();
                for (int call = 0; call < calls; call++) {
                    found += kind.getValue().getAsInt();
                }
                if (round >= 0) {
                    nanos.get(kind.getKey()).add((threads.getCurrentThreadCpuTime() - begin) / calls);
                }
            }
        }
        System.out.println("| what | median GB/s | quartiles | best | times the regexes |");
        System.out.println("|---|---|---|---|---|");
        double regexes = at(nanos.get(REGEXES), 0.5);
        nanos.forEach((kind, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.4f | %.4f to %.4f | %.4f | %.0f |%n",
                kind,
                BYTES / at(all, 0.5),
                BYTES / at(all, 0.75),
                BYTES / at(all, 0.25),
                BYTES / at(all, 0),
                regexes / at(all, 0.5)));
        System.err.println(found + " findings");
    }

    private static double at(List<Long> values, double quantile) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, quantile * sorted.size()));
    }
}
