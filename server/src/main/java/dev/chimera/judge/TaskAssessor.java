package dev.chimera.judge;

/** Holds a result against policy and scores it. Replaced by one without a mind where only the engine is measured. */
public interface TaskAssessor {

    /** Deterministic for the same case; may take some milliseconds of CPU, and never calls out. */
    Assessment assess(Case theCase);
}
