/**
 * The {@code chimera} command: what a person or a script types, and what they read.
 *
 * <p>It holds no state and decides nothing about campaigns, tasks or posts: every command is one or a few HTTP calls to a
 * server, and the printing of the answer. What belongs here is what only this end can do: reading the files that a campaign
 * names, finding a server or starting one ({@link dev.chimera.cli.LocalServer}), a terminal's width and colours, and
 * stopping cleanly on Ctrl-C.
 *
 * <pre>
 *   arguments -> Chimera (picocli) -> a command -> Session -> LocalServer | CHIMERA_SERVER
 *                                                    |
 *                                                ApiClient -> /v1/... -> JSON -> Table | PostCard | the JSON itself
 * </pre>
 *
 * <p>Invariants: with {@code --json} standard output carries one JSON document and nothing else; everything that is not an
 * answer goes to standard error; a server that a command started is stopped when the command ends, however it ends. It
 * fails with a {@link dev.chimera.cli.CliFailure}: one line, a stable code, an exit status.
 */
@NullMarked
package dev.chimera.cli;

import org.jspecify.annotations.NullMarked;
