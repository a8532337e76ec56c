/** What stands in for the server in this module's tests. */
@NullMarked
package dev.chimera;

import org.jspecify.annotations.NullMarked;
