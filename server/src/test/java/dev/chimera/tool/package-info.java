@NullMarked
package dev.chimera.tool;

import org.jspecify.annotations.NullMarked;
