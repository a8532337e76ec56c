package dev.chimera.broker;

import dev.chimera.failure.ChimeraException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Which parts of the product this process runs: {@code chimera.roles}, all of them by default. */
@Component
public class ProcessRoles {

    /** A part that can run in a process of its own. */
    public enum Part {
        PLANNER,
        WORKER,
        JUDGE,
        EFFECT,
        BRIDGE,
        API;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Set<Part> parts = EnumSet.noneOf(Part.class);

    ProcessRoles(@Value("${chimera.roles:planner,worker,judge,effect,bridge,api}") List<String> words) {
        words.forEach(word -> parts.add(parse(word.strip())));
        if (parts.isEmpty()) {
            throw refused("chimera.roles is empty");
        }
    }

    private static Part parse(String word) {
        return Arrays.stream(Part.values())
                .filter(part -> part.word().equals(word))
                .findFirst()
                .orElseThrow(() -> refused("there is no role \"" + word + "\""));
    }

    private static ChimeraException refused(String message) {
        String known =
                String.join(",", Arrays.stream(Part.values()).map(Part::word).toList());
        return ChimeraException.badInput("INVALID_ROLES", message, "choose from " + known);
    }

    public boolean has(Part part) {
        return parts.contains(part);
    }

    /** The roles as they are written, in the order of the pipeline. */
    public List<String> words() {
        return parts.stream().map(Part::word).toList();
    }
}
