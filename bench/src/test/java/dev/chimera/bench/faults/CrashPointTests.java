package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault 2: a process dies at a named place, and another one, which worked beside it, ends what it began. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashPointTests {

    private static final String DIED = """
            SELECT count(*) FROM audit_log
            WHERE event = 'EffectUnknown' AND evidence ->> 'why' LIKE 'the process that was sending it died%'
            """;

    private Stage stage;

    @BeforeAll
    void setStage() throws Exception {
        stage = Stage.set();
        stage.launchHealthy("healthy");
    }

    @AfterAll
    void clear() throws Exception {
        stage.close();
    }

    /** The planner, the worker and the judge all commit and then hint; who comes first is chance. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AFTER_COMMIT_BEFORE_HINT:1",
                "AFTER_COMMIT_BEFORE_HINT:4",
                "AFTER_CLAIM_BEFORE_ACKNOWLEDGE",
                "AFTER_INTENT_BEFORE_SEND"
            })
    void anotherProcessEndsWhatACrashLeftBehind(String point) throws Exception {
        crashAt(point);
        stage.assertThatEverythingEndsWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AFTER_SENDING_BEFORE_CALL", "AFTER_CALL_BEFORE_RECORD"})
    void aCrashWhileSendingIsUnknownAndIsNeverSentAgain(String point) throws Exception {
        int died = stage.count(DIED);
        int asked = stage.count("SELECT count(*) FROM reviews");
        crashAt(point);
        stage.assertThatEverythingEndsWell();
        assertThat(stage.count(DIED)).isGreaterThan(died);
        if (point.equals("AFTER_SENDING_BEFORE_CALL")) {
            // It is in no timeline, so only a person can end it.
            assertThat(stage.count("SELECT count(*) FROM reviews")).isGreaterThan(asked);
        }
    }

    private void crashAt(String point) throws Exception {
        ServerProcess doomed = stage.launch("doomed", ServerSettings.crashingAt(point));
        stage.workUntil("the process halts at " + point, () -> !doomed.isAlive());
        assertThat(doomed.exitStatus()).as(doomed.lastWords()).isEqualTo(137);
    }
}
