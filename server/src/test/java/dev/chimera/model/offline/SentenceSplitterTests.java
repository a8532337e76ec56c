package dev.chimera.model.offline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentenceSplitterTests {

    @Test
    void keepsAbbreviationsInitialsAndNumbersTogether() {
        assertThat(SentenceSplitter.split(
                        "Dr. A. Silva paid $4.10 at 7 a.m. on Friday. The U.S. Navy left. It rained."))
                .containsExactly("Dr. A. Silva paid $4.10 at 7 a.m. on Friday.", "The U.S. Navy left.", "It rained.");
    }

    @Test
    void keepsWhoSaysItWithWhatIsSaid() {
        assertThat(SentenceSplitter.split("\"Why now?\" she asked. \"Because.\" He left."))
                .containsExactly("\"Why now?\" she asked.", "\"Because.\"", "He left.");
    }

    @Test
    void neverRunsOnIntoTheNextLine() {
        assertThat(SentenceSplitter.split("A heading\nA sentence follows it.\n\n  \nEnd"))
                .containsExactly("A heading", "A sentence follows it.", "End");
    }

    @Test
    void findsNothingInNothing() {
        assertThat(SentenceSplitter.split(" \n ")).isEmpty();
    }

    @Test
    void asksWhatFollowsAnAbbreviationThatMayEndASentence() {
        assertThat(
                        SentenceSplitter.split(
                                "The shop is in Quay St. The door is green. It opens at 7 p.m. Tickets cost 8 euros."
                                        + " See p. 12. Meet at St. Mary's at 4 p.m. Friday, No. 12. No. The hall is shut. It closed on 5. December."))
                .containsExactly(
                        "The shop is in Quay St.",
                        "The door is green.",
                        "It opens at 7 p.m.",
                        "Tickets cost 8 euros.",
                        "See p. 12.",
                        "Meet at St. Mary's at 4 p.m. Friday, No. 12.",
                        "No.",
                        "The hall is shut.",
                        "It closed on 5. December.");
    }
}
