package io.driftgate.governance;

import io.driftgate.cel.CelPredicate;
import io.driftgate.governance.GateResult.Outcome;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gates of one file, compiled, and the waivers. Immutable, any thread. */
public final class GateSet {
    private final List<Gate> gates;
    private final List<Waiver> waivers;
    private final GateFields fields;

    GateSet(List<Gate> gates, List<Waiver> waivers, GateFields fields) {
        this.gates = List.copyOf(gates);
        this.waivers = List.copyOf(waivers);
        this.fields = fields;
    }

    /** The results of those gates that apply to the version, in the order of the file. */
    List<GateResult> judge(Release release, Release.Surroundings surroundings) {
        GateFields.Values values = fields.of(release, surroundings);
        LocalDate today = LocalDate.ofInstant(surroundings.now(), ZoneOffset.UTC);
        List<GateResult> results = new ArrayList<>();
        for (Gate gate : gates) {
            if (gate.appliesTo(release.model(), release.version())) {
                results.add(judge(gate, values, today));
            }
        }
        return List.copyOf(results);
    }

    private GateResult judge(Gate gate, GateFields.Values values, LocalDate today) {
        List<CelPredicate.Read> reads = gate.predicate().reads();
        Outcome outcome = outcome(values.test(gate.predicate()), reads, values);
        boolean passed = outcome == Outcome.PASS;
        String detail = GateDetail.of(fields, values, reads, passed);
        Optional<Waiver> waiver = passed
                ? Optional.empty()
                : waivers.stream()
                        .filter(each -> each.covers(
                                gate.id(),
                                values.release().model(),
                                values.release().version(),
                                today))
                        .findFirst();
        boolean lets = passed || waiver.isPresent() || (outcome == Outcome.UNKNOWN && gate.passesUnknown());
        return new GateResult(
                gate.id(),
                gate.owner(),
                gate.description(),
                gate.required(),
                outcome,
                waiver.map(each -> detail + "; waived by " + GateDetail.oneLine(each.by()) + " until " + each.expires()
                                + ": " + GateDetail.oneLine(each.why()))
                        .orElse(detail),
                waiver,
                gate.required() && !lets);
    }

    /** What can't be evaluated fails, unless all that is missing is what the model server has not said. */
    private Outcome outcome(int truth, List<CelPredicate.Read> reads, GateFields.Values values) {
        if (truth == CelPredicate.TRUE) {
            return Outcome.PASS;
        }
        if (truth == CelPredicate.FALSE) {
            return Outcome.FAIL;
        }
        List<CelPredicate.Read> missing = reads.stream()
                .filter(read -> GateDetail.isMissing(values, read))
                .toList();
        boolean unknown = !missing.isEmpty()
                && missing.stream().allMatch(read -> fields.part(read.record()).owner() == GateFields.Owner.UPSTREAM);
        return unknown ? Outcome.UNKNOWN : Outcome.FAIL;
    }
}
