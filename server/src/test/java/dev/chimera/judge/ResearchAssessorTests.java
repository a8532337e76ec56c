package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.model.Embedder;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResearchAssessorTests {

    private static final String GOAL = "Launch our single-origin cold brew to home baristas in Lisbon";
    private static final String COFFEE = """
            {"source":"feed.xml","title":"A slow guide to cold brew","url":"https://a.example/1","relevance":0.1,
             "text":"Cold brew needs a coarse grind. Steep it in the fridge for 16 to 20 hours and filter it."}""";
    private static final String FOOTBALL = """
            {"source":"feed.xml","title":"Derby ends level","url":"https://a.example/2","relevance":0.99,
             "text":"The derby at the Luz ended two all on Sunday. The referee showed seven yellow cards."}""";
    private static final String HEADLINE = """
            {"source":"feed.xml","title":"Cold brew in Lisbon","url":"https://a.example/3","relevance":1,"text":"Soon."}""";

    private final ResearchAssessor assessor = new ResearchAssessor(Embedder.miniLm());

    @Test
    void approvesWhenOnePickIsNearTheGoal() {
        assertThat(assess("[" + FOOTBALL + "," + COFFEE + "]").score()).isEqualTo(1.0);
    }

    @Test
    void believesNoRelevanceThatTheWorkerClaims() {
        assertThat(assess("[" + FOOTBALL + "]").score()).isLessThan(0.7);
    }

    @Test
    void rejectsPicksWithoutTextAndSaysSo() {
        assertThat(assess("[" + HEADLINE + "]").violations())
                .extracting(Violation::code)
                .containsExactly("NO_TEXT");
        assertThat(assess("[" + HEADLINE + "]").score()).isZero();
    }

    @Test
    void rejectsAnythingThatIsNoListOfPicks() {
        for (String json : new String[] {"[]", "{}", "null", "\"picks\"", "[1, null, {}]"}) {
            assertThat(assess(json).score()).as(json).isZero();
        }
    }

    private Assessment assess(String picks) {
        JsonNode json = new JsonMapper().readTree(picks);
        return assessor.assess(GOAL, json);
    }
}
