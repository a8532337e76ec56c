package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The keys that may stand at one level of a document. Another one is refused, with the key that was probably meant,
 * because a misspelled limit that is silently ignored is no limit.
 *
 * @param path of the level, such as {@code campaign}; empty at the top
 * @param names in the order in which they are shown
 */
record KnownKeys(String path, List<String> names) {

    static KnownKeys at(String path, String... names) {
        return new KnownKeys(path, List.of(names));
    }

    /**
     * @param elsewhere the other levels of the same document, for a key that stands at the wrong one
     * @throws ChimeraException UNKNOWN_KEY for the first key of the section that is not known here
     */
    void check(JsonNode section, Collection<KnownKeys> elsewhere) {
        for (String key : section.propertyNames()) {
            if (!names.contains(key)) {
                throw ChimeraException.badInput(
                        "UNKNOWN_KEY", "there is no key '" + shown(pathOf(key)) + "'", suggestion(key, elsewhere));
            }
        }
    }

    private String suggestion(String key, Collection<KnownKeys> elsewhere) {
        return nearest(key)
                .map(this::pathOf)
                .or(() -> elsewhere.stream()
                        .flatMap(level -> level.nearest(key).map(level::pathOf).stream())
                        .findFirst())
                .map(meant -> "did you mean '" + meant + "'?")
                .orElseGet(() ->
                        "the keys here are " + names.stream().map(this::pathOf).collect(Collectors.joining(", ")));
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Optional<String> nearest(String key) {
        String typed = key.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return names.stream()
                .flatMap(name -> Stream.of(name).filter(candidate -> isNear(typed, candidate)))
                .min(Comparator.comparingInt(name -> distance(typed, name)));
    }

    /** A third of the letters may be wrong, and a beginning such as {@code budget} or {@code daily} may stand alone. */
    private static boolean isNear(String typed, String name) {
        // Comparing is quadratic, and nothing that long is a slip of the finger.
        if (typed.length() > 2 * name.length() + 2) {
            return false;
        }
        return distance(typed, name) <= Math.max(1, name.length() / 3)
                || (typed.length() > 3 && List.of(name.split("_", -1)).contains(typed));
    }

    /**
     * Damerau and Levenshtein's distance in its restricted form (optimal string alignment): insertions, deletions,
     * substitutions, and swaps of neighbours.
     */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static String shown(String key) {
        return PlainText.excerpt(key, 80);
    }
}
