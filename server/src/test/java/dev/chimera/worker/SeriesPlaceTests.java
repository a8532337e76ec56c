package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesPlaceTests {

    @Test
    void givesNoTwoTasksTheSamePlaceWhileThereAreEnough() {
        int wanted = 4;
        List<Integer> places = new ArrayList<>();
        for (int attempt = 1; attempt <= 3; attempt++) {
            for (int index = 0; index < wanted; index++) {
                places.add(SeriesPlace.of(index, attempt, wanted, 100));
            }
        }
        for (int index = wanted; index < wanted + 5; index++) {
            places.add(SeriesPlace.of(index, 1, wanted, 100));
        }
        assertThat(places).doesNotHaveDuplicates().allMatch(place -> place >= 0 && place < 100);
    }

    @Test
    void givesEverySecondAttemptItsOwnWhereThereAreJustEnough() {
        assertThat(List.of(SeriesPlace.of(0, 2, 3, 6), SeriesPlace.of(1, 2, 3, 6), SeriesPlace.of(2, 2, 3, 6)))
                .containsExactly(3, 4, 5);
    }

    @Test
    void staysWithinWhatThereIs() {
        for (int index = 0; index < 10; index++) {
            for (int attempt = 1; attempt <= 5; attempt++) {
                assertThat(SeriesPlace.of(index, attempt, 3, 5)).isBetween(0, 4);
            }
        }
    }

    @Test
    void saysWhereNothingIsLeft() {
        assertThat(SeriesPlace.of(2, 1, 3, 2)).isEqualTo(-1);
        assertThat(SeriesPlace.of(0, 2, 3, 3)).isEqualTo(-1);
        assertThat(SeriesPlace.of(3, 1, 3, 0)).isEqualTo(-1);
    }
}
