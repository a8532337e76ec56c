/**
 * The edge: whatever goes wrong in a request leaves as {@code {"error":{"code","message","hint"}}} with a fitting status.
 *
 * <pre>
 * a ChimeraException             its kind: 400, 401, 403, 404, 409, 503
 * what Spring MVC refuses        400 malformed, 404 path, 405 method, 406, 415 content type
 * a body over 12 MB              413
 * PostgreSQL or Redis away       503 POSTGRES_UNREACHABLE, REDIS_UNREACHABLE
 * anything else                  500 INTERNAL, with an id that stands in the log beside the stack trace
 * </pre>
 *
 * <p>Here stand also the views that are put together from several rooms: the status, a task with all that happened to it,
 * and the report of a run; and how the process starts: what it waits for, and the one line with which it gives up.
 *
 * <p>A user never meets a stack trace, a class name or a piece of SQL, and a filter's or Tomcat's own refusal looks like
 * every other.
 */
@ApplicationModule(
        allowedDependencies = {
            "failure",
            "secret",
            "tenant",
            "persona",
            "campaign",
            "task",
            "audit",
            "broker",
            "effect",
            "bridge",
            "budget",
            "wallet"
        })
@NullMarked
package dev.chimera.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
