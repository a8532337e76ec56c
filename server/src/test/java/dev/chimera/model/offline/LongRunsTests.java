package dev.chimera.model.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.twitter.twittertext.Extractor;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongRunsTests {

    private static final int LENGTH = 6_000;

    /** Each form took a library minutes that is given texts of strangers; the bound is for a machine that does other things. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.",
                "a.b/",
                "http://1.1/",
                "http://a.b.c.d.",
                "a.co.",
                "x.x_",
                "a-.",
                "a.\u0300",
                "\u4E2D.",
                "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1 ",
                "https://example.com/?a=1.1&"
            })
    void lettersOfAHostileFormAreWeighedInATimeThatNobodyWaitsFor(String form) {
        String hostile = form.repeat(LENGTH / form.length());
        assertTimeoutPreemptively(Duration.ofSeconds(45), () -> {
            Weight.of(hostile);
            new Extractor().extractURLs(LongRuns.broken(hostile));
        });
    }

    @Test
    void keepsLengthAndWeight() {
        String run = "1.".repeat(200);
        assertThat(LongRuns.broken(run)).hasSameSizeAs(run).doesNotContain(".");
        assertThat(Weight.of(run)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Read https://example.com/a.b.c.d?e=f.g and example.org, or sub.domain.example.net/path.",
                "Version 1.2.3.4.5 is out.",
                "",
                "..."
            })
    void leavesOrdinaryTextsAsTheyAre(String text) {
        assertThat(LongRuns.broken(text)).isSameAs(text);
    }

    @Test
    void breaksWhatIsTooLongAndNothingBesideIt() {
        assertThat(LongRuns.broken("see example.com, " + "a.".repeat(60) + "b and example.org"))
                .startsWith("see example.com, a,a,")
                .endsWith("a,b and example.org");
    }
}
