/** Placeholder until the engine's own package-info is merged: the lead writes it. */
@ApplicationModule(allowedDependencies = {"failure", "persona", "model", "task"})
@NullMarked
package dev.chimera.judge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
