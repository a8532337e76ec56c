package dev.chimera.budget;

/** Where an agent's posts go, as {@code agents.twitter} says it. */
public enum Backend {
    /** Our own timeline, which costs nothing. */
    TIMELINE,
    X;

    /** @throws IllegalArgumentException for what the column never holds */
    public static Backend of(String column) {
        return switch (column) {
            case "timeline" -> TIMELINE;
            case "x" -> X;
            default -> throw new IllegalArgumentException("not a backend: " + column);
        };
    }
}
