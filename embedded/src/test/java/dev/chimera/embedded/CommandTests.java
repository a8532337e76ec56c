package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandTests {

    private static final Set<String> PASSED_ON =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_ALL", "TZ");

    @Test
    void passesOnNothingOfItsOwnEnvironmentButWhatDatabasesNeed() throws IOException {
        assertThat(System.getenv().keySet()).as("or this shows nothing").anyMatch(name -> !PASSED_ON.contains(name));

        Command.Ended ended = Command.run(List.of("env"), "", Duration.ofSeconds(30));

        assertThat(ended.output().lines().map(line -> line.substring(0, line.indexOf('='))))
                .contains("PATH", "LC_ALL")
                .allMatch(PASSED_ON::contains);
    }
}
