/**
 * The MCP client: the only door out.
 *
 * <pre>
 *   connect (again, when needed) --failed--> NotSent: try later
 *      |
 *   the one call --answered yes--> Succeeded
 *                --answered no, with a reason that means it--> Refused: it did not happen
 *                --anything else--> Ambiguous: nobody knows; look, and never send again
 * </pre>
 *
 * <p>A tool exists only if {@code mcp.json} lists it: as {@code read}, for whoever thinks, or as {@code effect}, for the
 * module of that name alone. What a server says about its own tools grants nothing. Nothing is ever sent twice: neither
 * this module, nor the SDK, nor the JDK's client below it repeats a POST.
 *
 * <p>A server that is a child process sees nothing of this process's environment but {@link
 * dev.chimera.tool.ChildEnvironment}, and what its own entry names.
 *
 * <p>What {@code mcp.json} takes from the environment counts as a secret: neither an error nor an answer shows it, even
 * where a server sends back what it was given.
 */
@ApplicationModule(allowedDependencies = {"failure", "secret", "tenant"})
@NullMarked
package dev.chimera.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
