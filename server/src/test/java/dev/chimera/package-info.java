/** Tests of the house as a whole: its rooms, and the rules that all of them keep. */
@NullMarked
package dev.chimera;

import org.jspecify.annotations.NullMarked;
