/**
 * Chimera, the server: one Spring Boot application, one image, many roles.
 *
 * <p>Every sub-package is one room of the picture in {@code ARCHITECTURE.md} and a Spring Modulith module with
 * declared dependencies; nothing but the entry point stands here.
 */
@NullMarked
package dev.chimera;

import org.jspecify.annotations.NullMarked;
