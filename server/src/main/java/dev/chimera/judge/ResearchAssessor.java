package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Judges what RESEARCH picked: {@code [{"source","title","url","text","relevance"}]}. It is enough when one pick has a
 * text that a post can be written from and is near to the goal; the relevance that the Worker claims decides nothing.
 */
@Component
class ResearchAssessor {

    /** Shorter than this is a headline, and no claim can be checked against it. */
    private static final int SHORTEST_TEXT = 40;
    /** The operator knows what a note of few words is for, and a headline of so many says something. */
    private static final int SHORTEST_NOTE = 20;

    private static final int SHORTEST_HEADLINE = 30;

    private static final int MOST_PICKS = 100;
    private static final int LONGEST_LOOK = 2_000;

    /** Calibrated on the tuning half of the test set: material for its goal is at 0.3 or more, other material under 0.1. */
    private static final Scale NEARNESS = Scale.between(0.08, 0.3, 0.22, 1.0);

    private final Embedder embedder;

    ResearchAssessor(Embedder embedder) {
        this.embedder = embedder;
    }

    /** The parts {@code readable}, {@code on_goal} and {@code policy}. */
    Assessment assess(String goal, JsonNode picks) {
        List<Violation> violations = new ArrayList<>();
        if (!picks.isArray() || picks.isEmpty()) {
            violations.add(Violation.reject("NO_PICKS", "nothing was picked from the sources"));
            return Assessment.of(List.of(new Part("readable", 0, "there are no picks")), violations);
        }
        if (picks.size() > MOST_PICKS) {
            violations.add(Violation.reject("TOO_MANY_PICKS", "at most " + MOST_PICKS + " picks, not " + picks.size()));
        }
        List<String> texts = new ArrayList<>();
        boolean own = false;
        for (JsonNode pick : picks) {
            String text = pick.path("text").asString("").strip();
            String title = pick.path("title").asString("").strip();
            own |= pick.path("own_note").asBoolean(false) && text.length() >= SHORTEST_NOTE;
            boolean enough = text.length() >= SHORTEST_TEXT
                    || title.length() >= SHORTEST_HEADLINE
                    || (pick.path("own_note").asBoolean(false) && text.length() >= SHORTEST_NOTE);
            if (enough && texts.size() < MOST_PICKS) {
                String whole = title + ". " + text;
                texts.add(whole.substring(0, Math.min(whole.length(), LONGEST_LOOK)));
            }
        }
        if (texts.isEmpty()) {
            violations.add(
                    Violation.reject("NO_TEXT", "no pick has a text of " + SHORTEST_TEXT + " characters or more"));
            return Assessment.of(List.of(new Part("readable", 0, "no pick has enough text")), violations);
        }
        float[] wanted = embedder.embed(goal);
        double nearest = embedder.embedAll(texts).stream()
                .mapToDouble(vector -> Embedder.cosine(wanted, vector))
                .max()
                .orElse(0);
        Part onGoal = own
                ? new Part("on_goal", 1, "the operator's own words are what the campaign is for")
                : new Part(
                        "on_goal",
                        NEARNESS.of(nearest),
                        String.format(Locale.ROOT, "the nearest pick's nearness to the goal is %.2f", nearest));
        return Assessment.of(
                List.of(new Part("readable", 1, texts.size() + " of " + picks.size() + " picks have text"), onGoal),
                violations);
    }
}
