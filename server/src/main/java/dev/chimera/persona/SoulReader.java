package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;

/** Reads a SOUL.md. Intake asks it before anything is stored, so that a broken one is refused and never half kept. */
@FunctionalInterface
public interface SoulReader {

    /** @throws ChimeraException SOUL_INVALID, naming what is wrong */
    Soul read(String text);
}
