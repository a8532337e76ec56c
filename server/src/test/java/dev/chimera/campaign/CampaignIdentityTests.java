package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which campaign a file is that was edited. */
class CampaignIdentityTests {

    private static final String NAME = "Maya Roast";
    private static final String GOAL = "Launch our cold brew";
    private static final String REWORDED = "Launch our cold brew in Lisbon";
    private static final String HERE = "a".repeat(64);

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();
    private final CampaignDesk desk = server.bean(CampaignDesk.class);
    private final CampaignStore campaigns = server.bean(CampaignStore.class);

    private static IntakeDocument file(String goal) {
        return new IntakeDocument(NAME, goal);
    }

    private static IntakeDocument at(String place, IntakeDocument document) {
        document.root.put("file_ref", place);
        return document;
    }

    private static IntakeDocument named(String id, IntakeDocument document) {
        document.campaign().put("id", id);
        return document;
    }

    private static IntakeDocument answering(String answer, IntakeDocument document) {
        document.root.put("goal_changed", answer);
        return document;
    }

    private static IntakeDocument paying(String amount, IntakeDocument document) {
        return document.wallet("env:MAYA_WALLET_KEY").pays(amount);
    }

    private CampaignDesk.Intake take(IntakeDocument document) {
        return desk.take(tenant.operator(), document.request());
    }

    private String refusal(IntakeDocument document) {
        return catchThrowableOfType(ChimeraException.class, () -> take(document))
                .failure()
                .code();
    }

    private String goal(CampaignId id) {
        return campaigns.find(tenant.id(), id).orElseThrow().goal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Launch our  cold brew", " Launch our cold brew\n", "Launch our\ncold\tbrew"})
    void isTheSameWithOtherWhiteSpaceInItsGoal(String goal) {
        CampaignId id = take(file(GOAL)).id();
        CampaignDesk.Intake again = take(file(goal));
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.created()).isFalse();
    }

    @Test
    void isTheSameByItsIdHoweverItsGoalIsReworded() {
        CampaignId id = take(at(HERE, named("cold-brew", file(GOAL)))).id();
        assertThat(take(named("cold-brew", file(REWORDED))).id()).isEqualTo(id);
        assertThat(goal(id)).isEqualTo(REWORDED);
        assertThat(take(named("warm-brew", file(REWORDED))).id())
                .as("another id is another campaign, even with the same goal")
                .isNotEqualTo(id);
        assertThat(take(at(HERE, named("hot-brew", file(GOAL)))).id())
                .as("and even in the same file")
                .isNotEqualTo(id);
    }

    @Test
    void keepsItsIdWhenTheFileGetsOneLater() {
        CampaignId id = take(file(GOAL)).id();
        assertThat(take(named("cold-brew", file(GOAL))).id()).isEqualTo(id);
        assertThat(take(named("cold-brew", file(REWORDED))).id()).isEqualTo(id);
        assertThat(take(file(REWORDED)).id()).as("and without it again").isEqualTo(id);
    }

    @Test
    void isAskedAboutWhenAFileHasAnotherGoalThanBefore() {
        CampaignId id = take(at(HERE, file(GOAL))).id();
        assertThat(refusal(at(HERE, file(REWORDED)))).isEqualTo("CAMPAIGN_GOAL_CHANGED");
        assertThat(campaigns.list(tenant.id())).hasSize(1);
        assertThat(goal(id)).isEqualTo(GOAL);

        assertThat(take(answering("same", at(HERE, file(REWORDED)))).id()).isEqualTo(id);
        assertThat(goal(id)).isEqualTo(REWORDED);
        CampaignId other = take(answering("new", at(HERE, file("Sell cups")))).id();
        assertThat(other).isNotEqualTo(id);
        assertThat(refusal(at(HERE, file("Sell mugs")))).isEqualTo("CAMPAIGN_GOAL_CHANGED");
        assertThat(take(at("b".repeat(64), file("Sell mugs"))).created())
                .as("another file is another campaign")
                .isTrue();
    }

    @Test
    void isAskedAboutWhenItsPaymentsWereOrderedWithAnotherGoal() {
        CampaignId id = take(paying("0.10", file(GOAL))).id();
        assertThat(refusal(paying("0.1", file(REWORDED)))).isEqualTo("CAMPAIGN_GOAL_CHANGED");
        assertThat(take(answering("same", paying("0.1", file(REWORDED)))).id()).isEqualTo(id);
        assertThat(orders(id)).isOne();
        assertThat(take(paying("0.2", file("Thank our growers"))).created())
                .as("another payment is asked about by nobody")
                .isTrue();
    }

    private long orders(CampaignId id) {
        return server.jdbc()
                .sql("SELECT count(*) FROM campaign_payments WHERE campaign_id = ?")
                .param(id.value())
                .query(Long.class)
                .single();
    }

    @Test
    void isAskedAboutInARehearsalAsInTheRealRun() {
        take(at(HERE, paying("0.1", file(GOAL))));
        assertThat(refusal(at(HERE, paying("0.1", file(REWORDED).dryRun())))).isEqualTo("CAMPAIGN_GOAL_CHANGED");
        assertThat(take(answering("same", at(HERE, paying("0.1", file(REWORDED).dryRun()))))
                        .forecast())
                .as("it is paid already")
                .isEmpty();
        assertThat(take(answering("new", at(HERE, paying("0.1", file(REWORDED).dryRun()))))
                        .forecast())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "é"})
    void takesNoIdThatIsNone(String id) {
        assertThat(catchThrowableOfType(
                                ChimeraException.class,
                                () -> named(id, file(GOAL)).request())
                        .failure()
                        .code())
                .isEqualTo("INVALID_CAMPAIGN_ID");
    }

    @Test
    void saysWhichPaymentIsNotMadeAgainBecauseOnlyItsMemoChanged() {
        CampaignId id = take(paying("0.1", file(GOAL))).id();
        IntakeDocument renamed = paying("0.10", file(GOAL));
        renamed.campaign().withObject("/payments/0").put("memo", "May");
        assertThat(take(renamed).notAgain()).as("it is not begun yet").isEmpty();
        server.jdbc()
                .sql("UPDATE campaign_payments SET task_id = gen_random_uuid() WHERE campaign_id = ?")
                .param(id.value())
                .update();
        renamed.campaign().withObject("/payments/0").put("memo", "June");
        List<String> notAgain =
                take(renamed).notAgain().stream().map(order -> order.amount()).toList();
        assertThat(notAgain).containsExactly("0.10");
        assertThat(orders(id)).isOne();
    }
}
