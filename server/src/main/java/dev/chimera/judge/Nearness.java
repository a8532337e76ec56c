package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.stream.Collectors;

/**
 * The part {@code on_goal}: whether a post serves the goal.
 *
 * <p>A post is short and often names its subject only by a detail ("it keeps for 14 days"), so its own cosine with the
 * goal says little when it is low. What it was written from is longer and says more: the two are taken together.
 */
final class Nearness {

    private final Embedder embedder;

    Nearness(Embedder embedder) {
        this.embedder = embedder;
    }

    Part assess(Draft draft) {
        double near = near(draft);
        double value = Scale.between(0.10, 0.30, 0.26, 1.0).of(near);
        return new Part("on_goal", value, "nearness to the goal is %.2f".formatted(near));
    }

    double near(Draft draft) {
        float[] goal = embedder.embed(draft.goal());
        float[] subject = embedder.embed(
                draft.goal() + " " + String.join(", ", draft.soul().topics()));
        float[] text = embedder.embed(withoutLinks(draft.text()));
        double post = Math.max(Embedder.cosine(text, goal), Embedder.cosine(text, subject));
        if (draft.material().isEmpty()) {
            return post;
        }
        float[] material = embedder.embed(draft.material().stream()
                .map(one -> one.title() + ". " + one.text())
                .collect(Collectors.joining(" ")));
        double source = Math.max(Embedder.cosine(material, goal), Embedder.cosine(material, subject));
        return 0.5 * post + 0.5 * Math.max(post, source);
    }

    static String withoutLinks(String text) {
        return text.replaceAll("https?://\\S+", " ")
                .replaceAll("(?<!\\w)[#@](?=\\w)", "")
                .strip();
    }
}
