/**
 * What a user or an operator meets when something fails: a stable code, what is wrong, what to do.
 *
 * <p>Codes are UPPER_SNAKE_CASE, never reused for another meaning, and never carry data; the message names the thing
 * that is wrong, the hint says how to go on. A {@link dev.chimera.failure.Failure} is a value that is stored and shown;
 * a {@link dev.chimera.failure.ChimeraException} carries one through code that can't go on. {@link
 * dev.chimera.failure.CrashPoint} is where a test may stop the process, to see that nothing is lost there. {@link dev.chimera.failure.DeadlockRetry} is for
 * what passes by itself.
 *
 * <p>No failure and no log line shows a secret: {@link dev.chimera.failure.Redaction} knows all that were resolved, and
 * stands before both; {@link dev.chimera.failure.Credentials} knows where in an address a password stands.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.chimera.failure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
