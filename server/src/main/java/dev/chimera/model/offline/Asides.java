package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import dev.chimera.persona.Soul;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Short sentences of the persona's own backstory, in the first person, to close a post with where they touch what it
 * speaks about. They are its operator's words, so they are in its voice and true by its own source.
 */
final class Asides {

    private static final int LONGEST = 100;
    private static final double TOUCHES = 0.42;
    /** More often would be a mannerism. */
    private static final int ONE_IN = 3;

    private static final Pattern FIRST_PERSON = Pattern.compile("\\b(?:I|I['’]\\w+|[Mm]y|[Ww]e|[Oo]ur)\\b");
    private static final Pattern LIFE_STORY =
            Pattern.compile("(?i)\\b(?:born|grew up|my name|i am an?|i['’]m an?|years? old"
                    + "|since (?:19|20)\\d\\d|in (?:19|20)\\d\\d|used to|studied|moved|started|founded)\\b");

    private final Material soul;
    private final List<String> lines;
    private final Embedder embedder;

    Asides(Soul soul, AvoidList avoid, Embedder embedder) {
        this.soul = new Material("SOUL.md", soul.name(), null, soul.backstory(), true, 0);
        Article backstory = new Article(this.soul);
        this.lines = backstory.sentences().stream()
                .filter(line -> line.length() <= LONGEST)
                .filter(line -> FIRST_PERSON.matcher(line).find())
                .filter(line -> !LIFE_STORY.matcher(line).find())
                .filter(line -> StandaloneCheck.leads(backstory, 0, line))
                .filter(avoid::allows)
                .toList();
        this.embedder = embedder;
    }

    Material source() {
        return soul;
    }

    /** The nearest one that was not used yet, if it is near enough and fits. */
    Optional<String> forPost(float[] meaning, int room, Said said) {
        if (said.asides() * ONE_IN > said.drafts()) {
            return Optional.empty();
        }
        String best = null;
        double nearest = TOUCHES;
        for (String line : lines) {
            double near = Embedder.cosine(embedder.embed(line), meaning);
            if (near > nearest && !said.hasAside(line) && Weight.of(line) + 1 <= room) {
                nearest = near;
                best = line;
            }
        }
        return Optional.ofNullable(best);
    }
}
