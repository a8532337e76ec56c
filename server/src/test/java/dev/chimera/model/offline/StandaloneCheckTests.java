package dev.chimera.model.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneCheckTests {

    private static Article article(boolean ownNote, String... sentences) {
        return new Article(new Material("s", "The mill", null, String.join("\n", sentences), ownNote, 1));
    }

    private static boolean leads(String sentence) {
        return StandaloneCheck.leads(article(false, sentence), 0, sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The library will open on Sundays from noon to five.",
                "Ana Silva has mended shoes in Alfama since she was twelve.",
                "Because the road is closed, buses stop at the pharmacy.",
                "There are now more than 4,000 repair cafés in the world.",
                "This year's meteor shower peaks on 13 December.",
                "Most street trees that die do so in their first five years.",
                "Councillor Marsh called the plan \"a good start\" and voted for it."
            })
    void letsLeadWhatStandsAlone(String sentence) {
        assertThat(leads(sentence)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It was cut in 2022 to save money for the county.",
                "They have worked on the roof since the summer.",
                "This means that the library stays open on Sundays.",
                "Such a decision was made by the council in 2011 too.",
                "To do so it would need 14 more gardeners.",
                "We will open the library on Sundays from noon to five.",
                "The library opens tomorrow at nine, the council said.",
                "Why does the library open on Sundays?",
                "The library opens on Sundays, see below for details.",
                "\"The library opens on Sundays.\"",
                "the library opens on Sundays from noon to five.",
                "Notes of red plum, cocoa and orange peel.",
                "The library opens on Sundays from noon to …",
                "The library (open on Sundays has a new roof.",
                "Read more about the library and its opening hours.",
                "Reporter: What did the council decide about it?"
            })
    void refusesWhatLeansOnSomethingElse(String sentence) {
        assertThat(leads(sentence)).isFalse();
    }

    @Test
    void letsOwnNoteSayWe() {
        String sentence = "We roast on Wednesdays in Graça.";
        assertThat(StandaloneCheck.leads(article(true, sentence), 0, sentence)).isTrue();
        assertThat(StandaloneCheck.leads(article(false, sentence), 0, sentence)).isFalse();
    }

    @Test
    void refusesLastNameWhoseFullNameStoodBefore() {
        Article article = article(false, "Ana Silva runs the bakery.", "Silva bakes 400 loaves of rye a day.");
        assertThat(StandaloneCheck.leads(article, 1, article.sentences().get(1)))
                .isFalse();
        assertThat(StandaloneCheck.follows(
                        article,
                        1,
                        article.sentences().get(0),
                        article.sentences().get(1)))
                .isTrue();
    }

    @Test
    void refusesThingThatWasIntroducedBefore() {
        Article article = article(false, "A jury chose among ten jars.", "The jury met in a bicycle workshop.");
        assertThat(StandaloneCheck.leads(article, 1, article.sentences().get(1)))
                .isFalse();
    }

    @Test
    void letsPronounFollowItsName() {
        Article article = article(false, "The N3 bus will run again.", "It was cut in 2022 to save money.");
        List<String> sentences = article.sentences();
        assertThat(StandaloneCheck.follows(article, 1, sentences.get(0), sentences.get(1)))
                .isTrue();
    }
}
