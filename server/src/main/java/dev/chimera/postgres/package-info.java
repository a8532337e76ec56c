/**
 * Connections to PostgreSQL, each with its bounds: nothing here waits for ever, neither for a server that is away, nor for
 * one that took a statement and never answers, nor for a row that somebody else holds.
 *
 * <pre>
 *   pool        everybody's statements: short, a few at once
 *   lease       one connection of its own for the process' lease, so that a herd in the pool can't cost it
 *   migrations  one connection while the server starts, with patience for a big table
 * </pre>
 *
 * <p>PostgreSQL ends a statement or a wait for a lock by itself; the driver gives the connection up a little later, which
 * only happens when nothing comes back at all (a half-open connection). A statement that may rightly take longer says so,
 * for its own transaction, with {@link dev.chimera.postgres.LongStatements}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.chimera.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
