package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A database server's process. It is nobody's child (it detached itself, so that Ctrl-C does not reach it), hence it is
 * known by its pid file.
 */
record ServerProcess(ProcessHandle handle) {

    private static final Duration POLL = Duration.ofMillis(10);

    /**
     * The live process that a pid file names (its first line), when the process's command line mentions {@code marker}.
     * Without that check a pid that was reused after a reboot would name a stranger. A zombie has no command line and so
     * counts as gone: where process 1 never reaps, a killed server stays one.
     */
    static Optional<ServerProcess> named(Path pidFile, Path marker) {
        try {
            Optional<String> pid =
                    Files.readString(pidFile, UTF_8).lines().findFirst().map(String::strip);
            return pid.filter(text -> text.matches("\\d{1,18}"))
                    .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                    .filter(process -> process.info().commandLine().orElse("").contains(marker.toString()))
                    .map(ServerProcess::new);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    long pid() {
        return handle.pid();
    }

    boolean isAlive() {
        return isRunning(handle);
    }

    /** SIGTERM, then SIGKILL if it is still there after {@code patience}. */
    void terminate(Duration patience) {
        handle.destroy();
        if (!await(patience, () -> !isAlive())) {
            kill();
        }
    }

    /** SIGKILL to it and to all of its children, and waits until they are gone. */
    void kill() {
        List<ProcessHandle> children = handle.descendants().toList();
        handle.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        boolean gone = await(
                Duration.ofSeconds(10), () -> !isAlive() && children.stream().noneMatch(ServerProcess::isRunning));
        if (!gone) {
            throw new IllegalStateException("process " + pid() + " outlived SIGKILL");
        }
    }

    /** Polls until {@code condition} holds; false when it did not within {@code patience}. */
    static boolean await(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().isPresent();
    }
}
