@NullMarked
package dev.chimera.tenant;

import org.jspecify.annotations.NullMarked;
