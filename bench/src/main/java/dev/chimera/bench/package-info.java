/** Placeholder. */
@NullMarked
package dev.chimera.bench;

import org.jspecify.annotations.NullMarked;
