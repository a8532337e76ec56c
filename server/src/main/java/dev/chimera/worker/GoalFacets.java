package dev.chimera.worker;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of a goal that names several things: {@code council decisions}, {@code transport}, {@code schools}. An item
 * about one of them serves the goal, however little it has to do with the others.
 */
final class GoalFacets {

    private static final int MOST = 12;
    private static final Pattern BETWEEN = Pattern.compile("\\s*[,;:.]\\s*|\\s+(?:and|or|as well as)\\s+");
    private static final Pattern BEFORE_TOPIC =
            Pattern.compile("^.*\\b(?:about|on|of|in|for|with|from|around|regarding|covering)\\s+(?=\\p{L}{3})");

    private GoalFacets() {}

    /** Empty for a goal that names fewer than three things. */
    static List<String> of(String goal) {
        List<String> parts = Arrays.stream(BETWEEN.split(goal))
                .filter(part -> part.length() > 3)
                .limit(MOST)
                .toList();
        if (parts.size() < 3) {
            return List.of();
        }
        return parts.stream()
                .map(part -> BEFORE_TOPIC.matcher(part).replaceFirst(""))
                .filter(part -> part.length() > 3)
                .toList();
    }
}
