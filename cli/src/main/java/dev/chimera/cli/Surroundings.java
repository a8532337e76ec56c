package dev.chimera.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything outside of this program that a command touches; a test hands in its own.
 *
 * @param environment variables
 * @param directory working directory, absolute
 * @param in standard input
 * @param terminal standard output and error
 * @param timing clock, zone and waiting
 * @param interruption Ctrl-C and SIGTERM
 */
record Surroundings(
        Map<String, String> environment,
        Path directory,
        InputStream in,
        Terminal terminal,
        Timing timing,
        Interruption interruption) {

    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                environment,
                Path.of("").toAbsolutePath(),
                System.in,
                Terminal.ofProcess(environment),
                Timing.ofProcess(),
                Interruption.ofProcess());
    }

    /** A variable's value; empty when it is not set, which is the same thing here. */
    String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    /** {@code CHIMERA_HOME}, by default {@code .chimera} in the project, or in the working directory outside of one. */
    Path home() {
        String home = variable("CHIMERA_HOME");
        if (!home.isEmpty()) {
            return directory.resolve(home).toAbsolutePath().normalize();
        }
        String project = variable("CHIMERA_PROJECT");
        return (project.isEmpty() ? directory : directory.resolve(project))
                .resolve(".chimera")
                .toAbsolutePath()
                .normalize();
    }

    /** How the reader calls this program, for commands that they are told to type. */
    String command() {
        String project = variable("CHIMERA_PROJECT");
        boolean atLauncher = !project.isEmpty()
                && directory.equals(directory.resolve(project).normalize());
        return atLauncher ? "./chimera" : "chimera";
    }
}
