package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.model.RealEmbedder;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.Soul;
import dev.chimera.persona.SoulParser;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A doubt of taste is a question to a person, what is wrong is rejected, and what the operator said is a source. */
class DoubtTests {

    private static final JudgeProperties DEFAULTS = new JudgeProperties(0.90, 0.70, 3, true, Duration.ofDays(7));
    private static final Soul SOUL = SoulParser.parse("""
            ---
            name: Ovenbird
            voice: warm
            topics: [bread]
            ---
            My hands know the dough before my head does. I bake with Ilse and two ovens from 1931.
            """);

    private final VerdictRule rule = new VerdictRule(DEFAULTS);
    private final ResultAssessor assessor = new ResultAssessor(
            new ResearchAssessor(RealEmbedder.get()),
            new DraftAssessor(RealEmbedder.get(), DEFAULTS),
            new PaymentAssessor());

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static Task task(TaskType type, @Nullable ObjectNode result, int attempt) {
        return new Task(
                new TenantId(new UUID(0, 1)),
                new TaskId(UUID.randomUUID()),
                new VersionId(UUID.randomUUID()),
                new CampaignId(new UUID(0, 2)),
                new AgentId(new UUID(0, 3)),
                type,
                TaskStatus.REVIEW,
                json("{}"),
                null,
                null,
                null,
                attempt,
                0,
                result,
                null,
                null,
                null,
                false,
                Instant.EPOCH);
    }

    private static Assessment of(double grounded, double onGoal, Violation... violations) {
        return Assessment.of(
                List.of(new Part("grounded", grounded, "g"), new Part("on_goal", onGoal, "o")), List.of(violations));
    }

    private static Task post(int attempt) {
        return task(
                TaskType.ENGAGEMENT,
                json("{'proposal':{'tool':'post_tweet','arguments':{'text':'The kiln is mended.'}}}"),
                attempt);
    }

    @Test
    void asksAPersonAboutWhatIsTrueAndOnlyPerhapsOffTheGoal() {
        assertThat(rule.decide(post(1), of(1, 0.5))).isInstanceOf(Verdict.Reject.class);
        assertThat(rule.decide(post(3), of(1, 0.5)))
                .isInstanceOfSatisfying(
                        Verdict.Escalate.class,
                        escalate -> assertThat(escalate.why()).contains("on_goal 0.50"));
        assertThat(rule.decide(task(TaskType.CONTENT_GEN, json("{}"), 3), of(1, 0.5)))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void rejectsWhatIsWrongHoweverOftenItComes() {
        assertThat(rule.decide(post(3), of(0.35, 0.5))).isInstanceOf(Verdict.Refuse.class);
        assertThat(rule.decide(post(3), of(1, 0.5, Violation.reject("PROMPT_INJECTION", "orders"))))
                .isInstanceOf(Verdict.Refuse.class);
        assertThat(rule.decide(post(3), of(1, 0.5, Violation.fail("SECRET_IN_TEXT", "a key"))))
                .isInstanceOf(Verdict.Refuse.class);
    }

    private Assessment draft(String text, String picks, String material) {
        Task research = task(TaskType.RESEARCH, json("{'picks':" + picks + "}"), 1);
        Task draft = task(
                TaskType.CONTENT_GEN,
                json("{'is_ai_labeled':true,'material':" + material + "}").put("text", text),
                1);
        Brief brief = new Brief(
                draft.tenant(),
                draft.campaign(),
                new VersionId(UUID.randomUUID()),
                draft.agent(),
                true,
                "News about bread",
                SOUL);
        return assessor.assess(new Case(draft, List.of(research), brief, List.of(), Others.NONE, null));
    }

    private static String pick(boolean own, String title, String text) {
        return "{'title':'" + title + "','url':'u','text':'" + text + "','own_note':" + own + "}";
    }

    @Test
    void takesWhatThePersonaSaysOfItselfForASource() {
        String rye = pick(true, "Rye", "Our dark rye is back on Wednesdays.");
        String soul = pick(
                true,
                "Ovenbird",
                "My hands know the dough before my head does. I bake with Ilse and two ovens from 1931.");
        assertThat(draft(
                                "Our dark rye is back on Wednesdays. My hands know the dough before my head does.",
                                "[" + rye + "]",
                                "[" + rye + "," + soul + "]")
                        .score())
                .isEqualTo(1);
    }

    @Test
    void believesNoPersonaThatThePersonaIsNot() {
        String rye = pick(true, "Rye", "Our dark rye is back on Wednesdays.");
        String forged = pick(true, "Ovenbird", "I have won nine medals in Paris.");
        assertThat(draft(
                                "Our dark rye is back on Wednesdays. I have won nine medals in Paris.",
                                "[" + rye + "]",
                                "[" + rye + "," + forged + "]")
                        .score())
                .isLessThan(0.7);
    }

    @Test
    void findsTheOperatorsOwnWordsOnTopicAndAnothersNot() {
        String text = "The railway bridge opens again on Friday.";
        String own = pick(true, "Bridge", text);
        String theirs = pick(false, "Bridge", text);
        assertThat(draft(text, "[" + own + "]", "[" + own + "]").score()).isEqualTo(1);
        assertThat(draft(text, "[" + theirs + "]", "[" + theirs + "]").weakest().name())
                .isEqualTo("on_goal");
    }

    /** Only RESEARCH says whose words they are. */
    @Test
    void believesNoDraftThatCallsAnothersWordsItsOwn() {
        String text = "The railway bridge opens again on Friday.";
        assertThat(draft(text, "[" + pick(false, "Bridge", text) + "]", "[" + pick(true, "Bridge", text) + "]")
                        .score())
                .isLessThan(0.7);
    }

    @Test
    void findsASentenceThatStandsInItsSourceGrounded() {
        String text = "Spelt, rye and an old wheat, none of them taller than a child, grow on one field near Lund.";
        String pick = pick(true, "Field", "It was a dry year. " + text + " Nobody sowed it twice.");
        assertThat(draft(text, "[" + pick + "]", "[" + pick + "]").score()).isEqualTo(1);
    }
}
