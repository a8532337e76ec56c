package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The part {@code on_goal}: whether a post serves the goal.
 *
 * <p>A post is short and often names its subject only by a detail ("it keeps for 14 days"), so its own cosine with the
 * goal says little when it is low. What it was written from is longer, and the persona's topics are narrower than the
 * goal: all four are weighed together. Hashtags do not count: anybody can add one.
 */
final class Nearness {

    /**
     * Measured on the tuning half: what is off the topic reaches 0.12, what serves the goal begins at 0.18, and a
     * detail whose source is only about a detail lies between.
     */
    private static final Scale SCALE = Scale.between(0.10, 0.5, 0.18, 1.0);

    private final Embedder embedder;

    Nearness(Embedder embedder) {
        this.embedder = embedder;
    }

    Part assess(Draft draft) {
        if (draft.isOwn()) {
            return new Part("on_goal", 1, "the operator's own words are what the campaign is for");
        }
        double near = near(draft);
        return new Part("on_goal", SCALE.of(near), String.format(Locale.ROOT, "nearness to the goal is %.2f", near));
    }

    private double near(Draft draft) {
        String post = PostPolicy.withoutEntities(draft.text());
        String source = draft.material().stream()
                .map(one -> one.title() + ". " + one.text())
                .collect(Collectors.joining(" "));
        List<String> topics = draft.soul().topics();
        List<String> goals = List.of(draft.goal(), draft.goal() + " " + String.join(", ", topics));
        return named(post, topics, 0.06)
                + named(source, topics, 0.03)
                + 0.4 * nearest(post, goals)
                + 0.3 * nearest(source, goals)
                + 0.15 * nearest(post, topics.isEmpty() ? goals : topics)
                + 0.15 * nearest(source, topics.isEmpty() ? goals : topics);
    }

    /** A local or a narrow subject is one that embeddings hardly know, but then its own words are said. */
    private static double named(String text, List<String> topics, double bonus) {
        Phrases words = Phrases.of(text);
        return topics.stream().anyMatch(topic -> words.contain(Phrases.of(topic))) ? bonus : 0;
    }

    private double nearest(String text, List<String> others) {
        float[] mine = embedder.embed(text);
        return embedder.embedAll(others).stream()
                .mapToDouble(other -> Embedder.cosine(mine, other))
                .max()
                .orElse(0);
    }
}
