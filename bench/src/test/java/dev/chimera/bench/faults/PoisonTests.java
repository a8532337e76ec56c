package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fault 14: a task kills whoever works on it. */
class PoisonTests {

    @Test
    void aTaskThatKillsItsWorkerThreeTimesIsParkedAndTheOthersFlow() throws Exception {
        try (Stage stage = Stage.set()) {
            stage.handIn("drink " + Thoughtless.POISON);
            stage.handIn(4);
            List<ServerProcess> servers = new ArrayList<>(List.of(
                    stage.launch("server-0", ServerSettings.PLAIN), stage.launch("server-1", ServerSettings.PLAIN)));
            Stage.await("it is parked", () -> {
                for (int i = 0; i < servers.size(); i++) {
                    if (!servers.get(i).isAlive()) {
                        servers.set(i, stage.launch("server-" + i, ServerSettings.PLAIN));
                    }
                }
                return stage.count("SELECT count(*) FROM tasks WHERE error_code = 'POISON'") > 0;
            });
            stage.launchHealthy("healthy");
            stage.assertThatEverythingEndsWell();

            assertThat(stage.count("SELECT crashes FROM tasks WHERE error_code = 'POISON'"))
                    .isEqualTo(3);
            assertThat(stage.count("SELECT count(*) FROM tasks WHERE type = 'ENGAGEMENT' AND status = 'COMPLETED'"))
                    .isEqualTo(8);
        }
    }
}
