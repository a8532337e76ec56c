package dev.chimera.judge;

import dev.chimera.failure.Redaction;

/**
 * One reason for a score.
 *
 * @param name stable, lower_snake_case: it is stored and shown
 * @param value 0 to 1, on the scale of the thresholds: 0.90 and more is good, below 0.70 is not acceptable
 * @param why one line for whoever reads the verdict; for a low value, what to change
 */
public record Part(String name, double value, String why) {

    public Part {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not between 0 and 1: " + value);
        }
        why = Redaction.of(why);
    }
}
