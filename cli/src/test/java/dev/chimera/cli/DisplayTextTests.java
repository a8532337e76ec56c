package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTextTests {

    @Test
    void countsWideCharactersTwice() {
        assertThat(DisplayText.width("咖啡 ☕ é")).isEqualTo(8);
        assertThat(DisplayText.width("e\u0301")).isEqualTo(1);
        assertThat(DisplayText.width("🚀")).isEqualTo(2);
    }

    @Test
    void clipsToColumns() {
        assertThat(DisplayText.clip("cold brew", 9)).isEqualTo("cold brew");
        assertThat(DisplayText.clip("cold brew", 6)).isEqualTo("cold…");
        assertThat(DisplayText.clip("咖啡咖啡", 5)).isEqualTo("咖啡…");
    }

    @Test
    void wrapsBetweenWordsAndLeavesAddressesWhole() {
        assertThat(DisplayText.wrap("one two three\nhttps://example.org/a/long/path", 8))
                .isEqualTo(List.of("one two", "three", "https://example.org/a/long/path"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T12:30:00Z, 13:30 (in 30 min)",
        "2026-11-24T12:00:20+00:00, 13:00 (in 20 s)",
        "2026-11-25T00:00:00Z, Nov 25 01:00 (in 12 h)",
        "2027-01-01T12:00:00Z, 2027-01-01 13:00 (in 38 days)",
        "2026-11-24T11:00:00Z, 12:00",
        "soon, soon"
    })
    void saysTimesShortAndLocal(String timestamp, String expected) {
        Timing timing = new Timing(() -> Instant.parse("2026-11-24T12:00:00Z"), ZoneId.of("Europe/Berlin"), _ -> {});
        assertThat(timing.ahead(timestamp)).isEqualTo(expected);
    }

    @Test
    void takesWidthFromColumns() {
        assertThat(Terminal.width(Map.of("COLUMNS", "72"), false)).isEqualTo(72);
        assertThat(Terminal.width(Map.of("COLUMNS", "5"), false)).isEqualTo(40);
        assertThat(Terminal.width(Map.of("COLUMNS", "wide"), false)).isEqualTo(100);
    }
}
