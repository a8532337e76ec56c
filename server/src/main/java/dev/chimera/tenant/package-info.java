/**
 * Who is who: tenants, their people with roles, and how a caller proves who it is.
 *
 * <p>Everything that a tenant owns carries its {@link dev.chimera.tenant.TenantId}, first in every key. A caller is one
 * of three, and never two: a person with a role, an agent with its API key, or this service itself. Keys and tokens
 * are shown once and stored as SHA-256; they are random 256-bit values, so a slow hash would add nothing.
 */
@ApplicationModule(allowedDependencies = {"failure", "secret"})
@NullMarked
package dev.chimera.tenant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
