package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault 2: a process dies at a named place, and another one ends what it began. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashPointTests {

    private static final String UNKNOWN = "SELECT count(*) FROM audit_log WHERE event = 'EffectUnknown'";

    private Stage stage;

    @BeforeAll
    void setStage() throws Exception {
        stage = Stage.set();
    }

    @AfterAll
    void clear() throws Exception {
        stage.close();
    }

    /** The second and third commit are other writers than the first: planner, worker, judge. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AFTER_COMMIT_BEFORE_HINT:1",
                "AFTER_COMMIT_BEFORE_HINT:3",
                "AFTER_COMMIT_BEFORE_HINT:6",
                "AFTER_CLAIM_BEFORE_ACKNOWLEDGE",
                "AFTER_INTENT_BEFORE_SEND"
            })
    void anotherProcessEndsWhatACrashLeftBehind(String point) throws Exception {
        int unknown = stage.count(UNKNOWN);
        crashAt(point);
        endWell();
        assertThat(stage.count(UNKNOWN)).isEqualTo(unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AFTER_SENDING_BEFORE_CALL", "AFTER_CALL_BEFORE_RECORD"})
    void aCrashWhileSendingIsUnknownAndIsNeverSentAgain(String point) throws Exception {
        int unknown = stage.count(UNKNOWN);
        int asked = stage.count("SELECT count(*) FROM reviews");
        crashAt(point);
        endWell();
        assertThat(stage.count(UNKNOWN)).isGreaterThan(unknown);
        if (point.equals("AFTER_SENDING_BEFORE_CALL")) {
            // It is in no timeline, so only a person can end it.
            assertThat(stage.count("SELECT count(*) FROM reviews")).isGreaterThan(asked);
        }
    }

    private void crashAt(String point) throws Exception {
        stage.handIn(2);
        ServerProcess doomed = stage.launch("doomed", ServerSettings.crashingAt(point));
        Stage.await("the process halts at " + point, () -> !doomed.isAlive());
        assertThat(doomed.exitStatus()).as(doomed.lastWords()).isEqualTo(137);
    }

    private void endWell() throws Exception {
        ServerProcess healthy = stage.launchHealthy("healthy");
        try {
            stage.assertThatEverythingEndsWell();
        } finally {
            healthy.kill();
        }
    }
}
