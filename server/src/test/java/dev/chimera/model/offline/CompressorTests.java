package dev.chimera.model.offline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompressorTests {

    private static String shortest(String sentence) {
        return Compressor.leadForms(sentence).getLast();
    }

    @Test
    void dropsConnectiveAtTheBeginning() {
        assertThat(shortest("However, the library stays open on Sundays."))
                .isEqualTo("The library stays open on Sundays.");
        assertThat(shortest("But the library stays open on Sundays.")).isEqualTo("The library stays open on Sundays.");
    }

    @Test
    void keepsConnectiveOfASentenceThatFollows() {
        assertThat(Compressor.followForms("But the library stays open on Sundays."))
                .containsExactly("But the library stays open on Sundays.");
    }

    @Test
    void dropsParenthesesAndRelativeClauses() {
        assertThat(shortest("The mill (built in 1911), which stands in Rua Nova, sells wool to knitters."))
                .isEqualTo("The mill sells wool to knitters.");
        assertThat(shortest("The mill opened its doors to visitors again, which surprised the whole town."))
                .isEqualTo("The mill opened its doors to visitors again.");
    }

    @Test
    void dropsParticipleButNeverAListOrANumber() {
        assertThat(shortest("The new press doubled its output within a week, surprising everybody."))
                .isEqualTo("The new press doubled its output within a week.");
        assertThat(Compressor.leadForms("He teaches roasting, cupping and brewing."))
                .hasSize(1);
        assertThat(Compressor.leadForms("The library opens on Sundays, starting on 10 January."))
                .hasSize(1);
    }

    @Test
    void keepsAttributionsAndConditions() {
        String attributed = "The river will flood the meadow, according to the water board.";
        String conditional = "The school closes on Friday, depending on the weather.";
        assertThat(shortest(attributed)).isEqualTo(attributed);
        assertThat(shortest(conditional)).isEqualTo(conditional);
    }

    @Test
    void splitsAtSemicolon() {
        assertThat(Compressor.atSemicolon("The shop sells wool; the mill spins it."))
                .isEqualTo("The shop sells wool. The mill spins it.");
    }
}
