package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the persona never speaks of: its words in any form, and, for a topic of several words, what means the same. */
final class AvoidList {

    /** Above this cosine MiniLM's neighbours are paraphrases rather than relatives. */
    private static final double SAME_TOPIC = 0.55;

    private final List<Pattern> words;
    private final List<float[]> topics;

    AvoidList(List<String> avoid, Embedder embedder) {
        this.words = avoid.stream().map(AvoidList::inAnyForm).toList();
        this.topics = embedder.embedAll(
                avoid.stream().filter(entry -> entry.contains(" ")).toList());
    }

    boolean allows(String text) {
        return words.stream().noneMatch(word -> word.matcher(text).find());
    }

    /** Also when it comes in other words; {@code vector} is asked only where the persona avoids whole topics. */
    boolean allows(String text, Function<String, float[]> vector) {
        if (!allows(text)) {
            return false;
        }
        if (topics.isEmpty()) {
            return true;
        }
        float[] meaning = vector.apply(text);
        return topics.stream().noneMatch(topic -> Embedder.cosine(topic, meaning) > SAME_TOPIC);
    }

    private static Pattern inAnyForm(String entry) {
        String stem = entry.strip().replaceAll("(?<=\\p{L}{3})[ey]$", "");
        String ending = "(?:e|y|s|es|ies|ed|d|ied|ing|er|ers|est|ly|ier|iest|['’]s)?";
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(stem).replace(" ", "\\E[\\s-]+\\Q") + ending
                        + "(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
