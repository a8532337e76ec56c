/** Proof: {@code chimera bench} measures the engine, {@code chimera faults} breaks it and looks whether it noticed. */
@NullMarked
package dev.chimera.bench;

import org.jspecify.annotations.NullMarked;
