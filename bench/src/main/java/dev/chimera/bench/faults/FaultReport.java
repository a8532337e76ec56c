package dev.chimera.bench.faults;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run of faults came to; its JSON is fixed. */
record FaultReport(
        String name,
        long seed,
        int rounds,
        int kills,
        int tasks,
        int effects,
        List<Violation> violations,
        boolean passed) {

    FaultReport {
        violations = List.copyOf(violations);
    }

    /** For people. */
    String text() {
        String counts = String.format(
                Locale.ROOT,
                "%s, seed %d: %d rounds, %d kills, %d tasks, %d effects: %s",
                name,
                seed,
                rounds,
                kills,
                tasks,
                effects,
                passed ? "passed" : "NOT PASSED");
        return violations.stream()
                .map(violation -> "\n" + violation.invariant() + ": " + violation.detail())
                .collect(Collectors.joining("", counts, ""));
    }

    static FaultReport of(
            String name, long seed, int rounds, int kills, int tasks, int effects, List<Violation> violations) {
        return new FaultReport(name, seed, rounds, kills, tasks, effects, violations, violations.isEmpty());
    }
}
