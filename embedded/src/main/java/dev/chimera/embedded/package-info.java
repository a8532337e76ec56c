/** Placeholder. */
@NullMarked
package dev.chimera.embedded;

import org.jspecify.annotations.NullMarked;
