@NullMarked
package dev.chimera.bridge;

import org.jspecify.annotations.NullMarked;
