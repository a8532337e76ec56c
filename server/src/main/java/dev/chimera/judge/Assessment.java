package dev.chimera.judge;

import java.util.List;

/**
 * What the Judge found.
 *
 * @param score 0 to 1, from the parts
 * @param parts the named parts of the score, stored and shown
 * @param violations of the policy; they decide before the score does
 */
public record Assessment(double score, List<Part> parts, List<Violation> violations) {

    public Assessment {
        parts = List.copyOf(parts);
        violations = List.copyOf(violations);
    }
}
