@NullMarked
package dev.chimera.bench.quality;

import org.jspecify.annotations.NullMarked;
