package dev.chimera.judge;

import dev.chimera.model.Embedder;
import dev.chimera.persona.Soul;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The part {@code in_persona}: whether the agent may speak of this, and sounds like itself as far as that can be counted. */
final class Manner {

    private static final Pattern EMOJI = Pattern.compile("\\p{IsEmoji_Presentation}|\\p{IsExtended_Pictographic}");

    /** Longer sentences than this are not short ones. */
    private static final int SHORT_SENTENCE_WORDS = 36;

    private final Embedder embedder;

    Manner(Embedder embedder) {
        this.embedder = embedder;
    }

    Part assess(Draft draft) {
        Soul soul = draft.soul();
        String voice = soul.voice().toLowerCase(Locale.ROOT);
        long cries = draft.text().chars().filter(c -> c == '!').count();
        if (cries > 0 && voice.contains("no exclamation")) {
            return new Part("in_persona", 0.4, "the voice has no exclamation marks");
        }
        if (cries > 1) {
            return new Part("in_persona", 0.6, "more than one exclamation mark");
        }
        long emoji = EMOJI.matcher(draft.text()).results().count();
        if (emoji > 0 && voice.contains("no emoji")) {
            return new Part("in_persona", 0.4, "the voice has no emoji");
        }
        if (emoji > 2) {
            return new Part("in_persona", 0.6, "more than two emoji");
        }
        List<Sentence> sentences = Sentence.allOf(draft.text());
        boolean tooLong =
                sentences.stream().anyMatch(sentence -> sentence.words().size() > SHORT_SENTENCE_WORDS);
        if (tooLong && voice.contains("short sentences")) {
            return new Part("in_persona", 0.8, "the voice has short sentences");
        }
        return topics(draft, soul);
    }

    private Part topics(Draft draft, Soul soul) {
        if (draft.isOwn()) {
            return new Part("in_persona", 1, "the operator's own words are the persona's");
        }
        if (soul.topics().isEmpty()) {
            return new Part("in_persona", 1, "the persona speaks about anything");
        }
        float[] text = embedder.embed(PostPolicy.withoutEntities(draft.text()));
        List<String> lines = new java.util.ArrayList<>(soul.topics());
        lines.add(String.join(", ", soul.topics()));
        double near = embedder.embedAll(lines).stream()
                .mapToDouble(topic -> Embedder.cosine(text, topic))
                .max()
                .orElse(0);
        return new Part(
                "in_persona",
                Scale.between(-0.05, 0.7, 0.05, 1.0).of(near),
                String.format(Locale.ROOT, "nearness to the persona's topics is %.2f", near));
    }
}
