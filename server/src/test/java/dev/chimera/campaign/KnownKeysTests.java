package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownKeysTests {

    @ParameterizedTest
    @CsvSource({
        "goal, goal, 0",
        "gaol, goal, 1",
        "goa, goal, 1",
        "goals, goal, 1",
        "gool, goal, 1",
        "'', goal, 4",
        "ca, abc, 3"
    })
    void countsSlipsOfTheFinger(String typed, String meant, int distance) {
        assertThat(KnownKeys.distance(typed, meant)).isEqualTo(distance);
        assertThat(KnownKeys.distance(meant, typed)).isEqualTo(distance);
    }
}
