package dev.chimera.bench.faults;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is special about one server process.
 *
 * @param jvm flags of its JVM, such as {@code -Dchimera.crash-at=AFTER_INTENT_BEFORE_SEND}
 * @param spring arguments, such as {@code --chimera.roles=worker}; the last one of a name counts
 * @param environment variables, beside those of the harness
 */
record ServerSettings(List<String> jvm, List<String> spring, Map<String, String> environment) {

    static final ServerSettings PLAIN = new ServerSettings(List.of(), List.of());

    ServerSettings {
        jvm = List.copyOf(jvm);
        spring = List.copyOf(spring);
        environment = Map.copyOf(environment);
    }

    ServerSettings(List<String> jvm, List<String> spring) {
        this(jvm, spring, Map.of());
    }

    /** The same with another argument. */
    ServerSettings with(String argument) {
        return new ServerSettings(
                jvm, Stream.concat(spring.stream(), Stream.of(argument)).toList(), environment);
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
