/** Placeholder. */
@NullMarked
package dev.chimera.cli;

import org.jspecify.annotations.NullMarked;
