package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Fault 8: a process sleeps past its lease, others take over, and then it wakes up and goes on where it was. */
class ZombieTests {

    private static final String EXPIRED = """
            SELECT count(*) FROM audit_log WHERE event = 'TweetRefused' AND evidence ->> 'code' = 'EXPIRED'
            """;

    @Test
    void aCallThatComesAfterItsTimeIsRefused() throws Exception {
        try (Stage stage = Stage.set()) {
            ServerProcess zombie = stage.launch("zombie", ServerSettings.stoppingAt("AFTER_SENDING_BEFORE_CALL"));
            stage.handIn(2);
            Stage.await("the zombie sleeps", zombie::isStopped);
            stage.launchHealthy("healthy");
            stage.assertThatEverythingEndsWell();
            int posted = stage.ledger().entries().size();

            zombie.proceed();
            Stage.await("the zombie's call is refused", () -> stage.count(EXPIRED) > 0);
            stage.assertThatEverythingEndsWell();
            assertThat(stage.ledger().entries()).hasSize(posted);
        }
    }

    @Test
    void lateResultsChangeNothing() throws Exception {
        try (Stage stage = Stage.set()) {
            ServerProcess zombie = stage.launch("zombie", ServerSettings.stoppingAt("AFTER_CLAIM_BEFORE_ACKNOWLEDGE"));
            stage.handIn(2);
            Stage.await("the zombie sleeps", zombie::isStopped);
            stage.launchHealthy("healthy");
            stage.assertThatEverythingEndsWell();
            assertThat(stage.count("SELECT count(*) FROM audit_log WHERE event = 'TaskReleased'"))
                    .isPositive();
            int rows = stage.count("SELECT count(*) FROM audit_log WHERE task_id IS NOT NULL");

            zombie.proceed();
            Stage.await(
                    "the zombie knows that its lease is over",
                    () -> zombie.lastWords().contains("ran out"));
            stage.handIn(1);
            stage.assertThatEverythingEndsWell();
            assertThat(stage.count("SELECT count(*) FROM audit_log WHERE task_id IS NOT NULL"))
                    .isGreaterThan(rows);
        }
    }

    @Test
    void aConfirmationThatComesTooLateChangesNothing() throws Exception {
        try (Stage stage = Stage.set()) {
            ServerProcess zombie = stage.launch("zombie", ServerSettings.stoppingAt("AFTER_CALL_BEFORE_RECORD"));
            stage.handIn(2);
            Stage.await("the zombie sleeps", zombie::isStopped);
            stage.launchHealthy("healthy");
            stage.assertThatEverythingEndsWell();

            zombie.proceed();
            Stage.await(
                    "the zombie knows that its lease is over",
                    () -> zombie.lastWords().contains("ran out"));
            stage.assertThatEverythingEndsWell();
        }
    }
}
