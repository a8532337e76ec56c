package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTests {

    @Test
    void makesVersionSevenOfTheMillisecondsOfTheClock() {
        Instant moment = Instant.parse("2026-11-24T10:00:00.123Z");
        UUID id = TimeOrderedId.at(() -> moment);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(moment.toEpochMilli());
    }

    @Test
    void growsWithTimeAsText() {
        UUID earlier = TimeOrderedId.at(() -> Instant.parse("2026-11-24T10:00:00.001Z"));
        UUID later = TimeOrderedId.at(() -> Instant.parse("2026-11-24T10:00:00.002Z"));
        assertThat(later.toString()).isGreaterThan(earlier.toString());
    }

    @Test
    void neverMakesTheSameTwiceInOneMillisecond() {
        assertThat(Stream.generate(() -> TimeOrderedId.at(() -> Instant.EPOCH)).limit(100_000))
                .doesNotHaveDuplicates();
    }

    @Test
    void makesVersionFourWhereOrderDoesNotMatter() {
        assertThat(TimeOrderedId.random().version()).isEqualTo(4);
        assertThat(TimeOrderedId.random().variant()).isEqualTo(2);
    }
}
