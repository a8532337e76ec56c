@NullMarked
package dev.chimera.bench.faults;

import org.jspecify.annotations.NullMarked;
