/**
 * Benchmarks: how fast the engine is, next to its floor in the same run.
 *
 * <p>The floor is the same statements and the same stream commands in the same batches, with no logic between them: no
 * parsing, no validation, no handlers, no judging. The ratio of the two is what the engine costs, and it holds on any
 * machine; the absolute numbers are this machine's.
 */
@NullMarked
package dev.chimera.bench.load;

import org.jspecify.annotations.NullMarked;
