/**
 * Minds: what turns text into vectors, and what writes.
 *
 * <p>The default needs no key and no network: all-MiniLM-L6-v2 as ONNX from a jar. What a model says is data until it
 * was parsed into a sealed type; nothing here can call a tool.
 */
@ApplicationModule(allowedDependencies = {"failure", "persona"})
@NullMarked
package dev.chimera.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
