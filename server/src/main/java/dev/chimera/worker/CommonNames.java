package dev.chimera.worker;

import dev.chimera.worker.source.Item;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The names of a goal that stand all over its sources, such as the town in the news of a town. They say nothing about
 * which item serves the goal, and yet an embedding takes them for the greatest likeness of all.
 */
final class CommonNames {

    private static final int ONE_ITEM_IN = 5;
    private static final Pattern NAME = Pattern.compile("(?<=\\p{L}[,;:]? )\\p{Lu}[\\p{L}-]+");

    private final List<Pattern> names;

    private CommonNames(List<Pattern> names) {
        this.names = names;
    }

    static CommonNames in(String goal, List<Item> items) {
        return new CommonNames(NAME.matcher(goal)
                .results()
                .map(MatchResult::group)
                .distinct()
                .map(name -> Pattern.compile("\\b" + Pattern.quote(name) + "\\b(?:['’]s)?"))
                .filter(name -> items.stream()
                                        .filter(item -> name.matcher(item.title() + " " + item.text())
                                                .find())
                                        .count()
                                * ONE_ITEM_IN
                        >= items.size())
                .toList());
    }

    /** The text without them. */
    String takenFrom(String text) {
        String rest = text;
        for (Pattern name : names) {
            rest = name.matcher(rest).replaceAll("");
        }
        return rest.replaceAll("\\s+", " ").strip();
    }
}
