package dev.chimera.bench.faults;

import java.util.List;

/**
 * What is special about one server process.
 *
 * @param jvm flags of its JVM, such as {@code -Dchimera.crash-at=AFTER_INTENT_BEFORE_SEND}
 * @param spring arguments, such as {@code --chimera.roles=worker}
 */
record ServerSettings(List<String> jvm, List<String> spring) {

    static final ServerSettings PLAIN = new ServerSettings(List.of(), List.of());

    ServerSettings {
        jvm = List.copyOf(jvm);
        spring = List.copyOf(spring);
    }

    /** A process that halts at this crash point. */
    static ServerSettings crashingAt(String point) {
        return new ServerSettings(List.of("-Dchimera.crash-at=" + point), List.of());
    }

    /** A process that stops itself, as SIGSTOP does, at this crash point. */
    static ServerSettings stoppingAt(String point) {
        return new ServerSettings(List.of("-Dchimera.stop-at=" + point), List.of());
    }
}
