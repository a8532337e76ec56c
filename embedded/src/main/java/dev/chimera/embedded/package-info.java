/**
 * Real PostgreSQL and real Redis as child processes, for everyone who has not configured any: the default of a local
 * server, and what every test runs on. Not part of the production image.
 *
 * <pre>
 *   CHIMERA_HOME/                one owner at a time
 *     lock                       locked while owned; holds the owner's pid
 *     version                    which PostgreSQL and which layout made this home
 *     postgres/ data, password, postgres.log
 *     redis/    redis.conf, redis.pid, redis.log, password
 * </pre>
 *
 * <p>Invariants: both listen on 127.0.0.1 only and ask for a random password that lies in a file of mode 0600.
 * PostgreSQL is the truth, so fsync is on unless a test asks for a throw-away server; Redis keeps nothing. A data
 * directory appears by a rename, so a first start that was interrupted leaves none. The servers live in sessions of
 * their own: Ctrl-C reaches the Chimera process alone, which stops them after it has drained.
 *
 * <p>How it fails: with an {@link dev.chimera.embedded.EmbeddedFailure} that carries a stable code and says what to
 * do. Servers that outlived a killed owner are not a failure: the next owner stops them and goes on.
 */
@NullMarked
package dev.chimera.embedded;

import org.jspecify.annotations.NullMarked;
