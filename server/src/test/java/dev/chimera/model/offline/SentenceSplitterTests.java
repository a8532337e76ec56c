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
}
