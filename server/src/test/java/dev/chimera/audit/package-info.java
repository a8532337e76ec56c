/** Tests of the audit log on real PostgreSQL: what is sealed is there once, and whoever touches it is named. */
@NullMarked
package dev.chimera.audit;

import org.jspecify.annotations.NullMarked;
