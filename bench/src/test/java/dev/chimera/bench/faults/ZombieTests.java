package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Fault 8: a process sleeps past its lease, another takes over, and then it wakes up and goes on where it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZombieTests {

    private static final String EXPIRED = """
            SELECT count(*) FROM audit_log WHERE event = 'TweetRefused' AND evidence ->> 'code' = 'EXPIRED'
            """;
    private static final String TRAIL =
            "SELECT count(*) FROM audit_log WHERE event LIKE 'Task%' OR event LIKE 'Effect%'";

    /** A call that its other threads still made, and that the bridge refused, is on record, and changed nothing. */
    private static final String OLD_TRAIL = """
            SELECT count(*) FROM audit_log a JOIN tasks t ON t.tenant_id = a.tenant_id AND t.id = a.task_id
            WHERE t.created_at < ':ended' AND a.event <> 'TweetRefused'
            """;

    private static final String LIVES_ON = """
            SELECT count(*) FROM workers w JOIN audit_log a ON a.actor = 'worker:' || w.id AND a.event = 'TaskSubmitted'
            WHERE w.pid = :pid AND w.started_at > ':ended'
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

    @Test
    void aCallThatComesAfterItsTimeIsRefused() throws Exception {
        ServerProcess zombie = sleepAt("AFTER_SENDING_BEFORE_CALL");
        int posted = stage.ledger().entries().size();
        int refused = stage.count(EXPIRED);
        int trail = stage.count(TRAIL);

        zombie.proceed();
        Stage.await("the zombie's call is refused", () -> stage.count(EXPIRED) > refused);
        endWell(zombie);
        assertThat(stage.ledger().entries()).hasSize(posted);
        assertThat(stage.count(TRAIL)).isEqualTo(trail);
    }

    @Test
    void resultsThatComeTooLateChangeNothing() throws Exception {
        ServerProcess zombie = sleepAt("AFTER_CLAIM_BEFORE_ACKNOWLEDGE");
        assertThat(stage.count("SELECT count(*) FROM audit_log WHERE event = 'TaskReleased'"))
                .isPositive();
        wakeUp(zombie);
    }

    @Test
    void aConfirmationThatComesTooLateChangesNothing() throws Exception {
        wakeUp(sleepAt("AFTER_CALL_BEFORE_RECORD"));
    }

    /** A process that sleeps there, while the other one ends everything. */
    private ServerProcess sleepAt(String point) throws Exception {
        ServerProcess zombie = stage.launch("zombie", ServerSettings.stoppingAt(point));
        stage.workUntil("the zombie sleeps at " + point, zombie::isStopped);
        stage.assertThatEverythingEndsWell();
        return zombie;
    }

    private void wakeUp(ServerProcess zombie) throws Exception {
        String ended =
                stage.jdbc().sql("SELECT now()::text").query(String.class).single();
        String trail = OLD_TRAIL.replace(":ended", ended);
        String livesOn = LIVES_ON.replace(":pid", Long.toString(zombie.pid())).replace(":ended", ended);
        int rows = stage.count(trail);
        zombie.proceed();
        // Once it works under another name, whatever it wanted to say under the old one has been said.
        stage.workUntil("the zombie works as another", () -> stage.count(livesOn) > 0);
        endWell(zombie);
        assertThat(stage.count(trail))
                .as(() -> "what came late: "
                        + stage.jdbc()
                                .sql(trail.replace(
                                                "SELECT count(*)",
                                                "SELECT concat_ws(' ', a.at, a.actor, a.event, a.task_id)")
                                        + " AND a.at > '" + ended + "' ORDER BY a.seq")
                                .query(String.class)
                                .list())
                .isEqualTo(rows);
    }

    private void endWell(ServerProcess zombie) throws Exception {
        stage.assertThatEverythingEndsWell();
        zombie.kill();
    }
}
