package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Says how good a passage is: near to the goal, true to the point of its item, concrete, of a length that suits. */
final class Editor {

    private static final Pattern NUMBER = Pattern.compile("\\p{N}");
    private static final Pattern NAME = Pattern.compile("[\\p{Ll},] \\p{Lu}\\p{Ll}+");
    private static final Pattern PASSING =
            Pattern.compile("(?i)\\b(?:(?:this|next|last) (?:week|month)|on (?:mon|tues|wednes"
                    + "|thurs|fri|satur|sun)day|recently|now|currently|soon|just)\\b");
    private static final Pattern ADDRESS = Pattern.compile("(?i)\\byou(?:r|rs)?\\b");
    private static final Pattern QUOTE = Pattern.compile("[\"“”]");
    private static final Pattern VAGUE =
            Pattern.compile("(?i)\\b(?:various|several|a number of|things|stuff|and more|etc"
                    + "|and so on|somewhat|really|very|quite|many of|some of|in general|as well)\\b");

    private final Embedder embedder;
    private final Voice voice;
    private final float[] goal;
    private final List<float[]> leanings;
    private final Map<String, float[]> meanings = new HashMap<>();

    Editor(Embedder embedder, Brief brief, Voice voice) {
        this.embedder = embedder;
        this.voice = voice;
        this.goal = embedder.embed(brief.goal());
        this.leanings = embedder.embedAll(voice.leanings());
    }

    /** 0 to about 1; only for putting passages of one brief in order. */
    double score(Passage passage, Said said) {
        float[] meaning = meaning(passage);
        String text = passage.text();
        String title = passage.article().material().title();
        double score = 0.38 * Embedder.cosine(meaning, goal)
                + 0.22 * (title.isEmpty() ? 0.4 : Embedder.cosine(meaning, vector(title)))
                + 0.12 * leaning(meaning)
                + 0.20 * lengthSuits(text)
                + (NUMBER.matcher(text).find() ? 0.04 : 0)
                + (NAME.matcher(text).find() ? 0.04 : 0);
        // A story's first sentence was written to open it; a later one speaks of what stood before.
        int first = passage.at().isEmpty() ? 0 : passage.at().getFirst();
        score += first == 0 ? (passage.article().material().ownNote() ? 0.06 : 0.12) : 0;
        score -= 0.04 * Math.min(3, passage.article().knownBefore(first, text));
        score -= passage.article().material().ownNote() ? 0 : 0.015 * Math.min(6, first);
        score -= 0.015 * passage.cuts();
        score -= 0.04 * said.timesBegunWith(text);
        score -= 0.10 * Math.max(0, said.nearest(meaning) - 0.5);
        score -= Words.isOrder(text) ? 0.05 : 0;
        score -= text.contains("!") ? 0.06 : 0;
        score -= QUOTE.matcher(text).find() ? 0.04 : 0;
        score -= PASSING.matcher(text).find() ? 0.04 : 0;
        score -= VAGUE.matcher(text).find() ? 0.03 : 0;
        score -=
                !passage.article().material().ownNote() && ADDRESS.matcher(text).find() ? 0.04 : 0;
        return score;
    }

    /** How near a passage is to the goal or to what the persona speaks about, 0 to 1. */
    double fitness(Passage passage) {
        float[] meaning = meaning(passage);
        return Math.max(Embedder.cosine(meaning, goal), 0.85 * leaning(meaning));
    }

    double leaning(float[] meaning) {
        return leanings.stream()
                .mapToDouble(leaning -> Embedder.cosine(leaning, meaning))
                .max()
                .orElse(0);
    }

    /** The middle of its sentences' meanings, so that a hundred passages cost no more than their sentences. */
    float[] meaning(Passage passage) {
        if (passage.at().isEmpty()) {
            return vector(passage.text());
        }
        float[] sum = new float[goal.length];
        for (int at : passage.at()) {
            float[] sentence = vector(passage.article().sentences().get(at));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sentence[i];
            }
        }
        double length = Math.sqrt(Embedder.cosine(sum, sum));
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (sum[i] / Math.max(length, 1e-9));
        }
        return sum;
    }

    float[] vector(String text) {
        return meanings.computeIfAbsent(text, embedder::embed);
    }

    /** Cosine of two sentences. */
    double near(String one, String other) {
        return Embedder.cosine(vector(one), vector(other));
    }

    private double lengthSuits(String text) {
        double off = (text.length() - voice.targetLength()) / 70.0;
        return Math.exp(-off * off);
    }
}
