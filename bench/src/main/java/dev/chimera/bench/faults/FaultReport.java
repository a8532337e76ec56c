package dev.chimera.bench.faults;

import java.util.List;

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

    static FaultReport of(
            String name, long seed, int rounds, int kills, int tasks, int effects, List<Violation> violations) {
        return new FaultReport(name, seed, rounds, kills, tasks, effects, violations, violations.isEmpty());
    }
}
