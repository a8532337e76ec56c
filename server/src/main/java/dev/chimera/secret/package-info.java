/**
 * Secrets: named everywhere, held nowhere but in memory, resolved at the moment of use.
 *
 * <pre>
 *   env:NAME ............ an environment variable of this process
 *   home:NAME ........... a file in CHIMERA_HOME/secrets: what we obtain ourselves and must keep
 *   aws-sm:ID#KEY ....... AWS Secrets Manager, cached for a minute; forget() when it turned out to be old
 *        |
 *   Secrets.resolve --SecretRights: may this tenant use that name?--> Secret, and from then on Redaction knows the value in every form that it could leave in
 * </pre>
 *
 * <p>The database, the streams, the files and the logs have names only. A name is no secret; but what somebody hands in
 * where a name is expected may well be a key, so what is not a name is never repeated.
 *
 * <p>It fails in three ways: SECRET_NOT_FOUND, when it is certain that there is no such secret, and
 * SECRET_STORE_UNAVAILABLE, when nothing is known and trying later may help. A tenant that names what
 * {@code chimera.secret.allow} does not give it hears SECRET_NOT_ALLOWED, whether there is such a secret or not.
 */
@ApplicationModule(allowedDependencies = {"failure"})
@NullMarked
package dev.chimera.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
