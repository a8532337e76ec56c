package dev.chimera.judge;

import dev.chimera.judge.Violation.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * What policy and score say of a piece of work.
 *
 * @param score the lowest of the parts. Not their mean: a post with one wrong number is a wrong post, and no amount of
 *     novelty pays for it. The lowest part is also the whole explanation of the score
 */
public record Assessment(double score, List<Part> parts, List<Violation> violations) {

    public Assessment {
        parts = List.copyOf(parts);
        violations = List.copyOf(violations);
    }

    /** Adds the part {@code policy}, so that whatever broke a rule scores 0 in every list that shows scores. */
    public static Assessment of(List<Part> parts, List<Violation> violations) {
        List<String> broken = violations.stream()
                .filter(violation -> violation.severity() != Severity.ESCALATE)
                .map(Violation::code)
                .toList();
        Part policy = broken.isEmpty()
                ? new Part("policy", 1, "no rule is broken")
                : new Part("policy", 0, "broken: " + String.join(", ", broken));
        List<Part> all = java.util.stream.Stream.concat(parts.stream(), java.util.stream.Stream.of(policy))
                .toList();
        return new Assessment(weakest(all).value(), all, violations);
    }

    /** The part that the score is. */
    Part weakest() {
        return weakest(parts);
    }

    boolean has(Severity severity) {
        return violations.stream().anyMatch(violation -> violation.severity() == severity);
    }

    private static Part weakest(List<Part> parts) {
        return parts.stream().min(Comparator.comparingDouble(Part::value)).orElseThrow();
    }
}
