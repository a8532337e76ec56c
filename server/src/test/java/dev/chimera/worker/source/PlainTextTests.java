package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What people type into a .txt, and what Markdown takes for one paragraph. */
class PlainTextTests {

    private static List<String> read(String text) {
        return said(NoteReader.readText("n.txt", text, true));
    }

    private static List<String> readMarkdown(String text) throws UnreadableSourceException {
        return said(NoteReader.readMarkdown("n.md", text, true));
    }

    private static List<String> said(Contents contents) {
        return contents.items().stream()
                .flatMap(item -> item.text().lines().map(line -> item.title() + " | " + line))
                .toList();
    }

    @Test
    void readsEachRowOfAPriceListAsALine() {
        assertThat(read("""
                        Prices from 1 December

                        Cut and wash ................ 18 euros
                        Beard trim ..................  9 euros
                        Wash\t4 euros
                        Shave         12 euros
                        """))
                .containsExactly(
                        "Prices from 1 December | Cut and wash: 18 euros",
                        "Prices from 1 December | Beard trim: 9 euros",
                        "Prices from 1 December | Wash: 4 euros",
                        "Prices from 1 December | Shave: 12 euros");
    }

    @Test
    void saysAFigureOfATableBehindTheNameOfItsColumn() throws UnreadableSourceException {
        assertThat(read("Day | High | m\n1 Dec | 05:12 | 4.9\n2 Dec | 05:58 | 5.1\n"))
                .containsExactly(" | 1 Dec: High 05:12, m 4.9", " | 2 Dec: High 05:58, m 5.1");
        assertThat(readMarkdown(
                        "# Classes\n\n| Day | Class | Time |\n|---|---|---|\n| Monday | Gentle yoga | 18:00 |\n"))
                .containsExactly("Classes | Monday: Gentle yoga, Time 18:00");
    }

    @Test
    void tellsTheHeadsOfNumberedMinutesFromWhatWasSaid() {
        assertThat(read("""
                        WATER USERS
                        Minutes of 18 November

                        1. Apologies
                        Mrs Oduya sent apologies.

                        2. Pump house
                        2.1 The pump was replaced. It gives approx.
                            12 litres a second.
                        2.2 A second key is kept at the Co-op.

                        3. The minutes were approved.
                        """))
                .containsExactly(
                        "Apologies | Mrs Oduya sent apologies.",
                        "Pump house | The pump was replaced. It gives approx. 12 litres a second.",
                        "Pump house | A second key is kept at the Co-op.",
                        "Pump house | The minutes were approved.");
    }

    @Test
    void joinsProseThatWasBrokenByItsWidthAndNothingElse() throws UnreadableSourceException {
        assertThat(read("The ferry to Gull Island leaves at 7:40 instead of 8:05 from the\nfirst of December until the"
                        + " Marten is back from the yard in March.\n"))
                .containsExactly(" | The ferry to Gull Island leaves at 7:40 instead of 8:05 from the first of December"
                        + " until the Marten is back from the yard in March.");
        assertThat(read("The Mill\nLane bridge is shut.\n")).containsExactly("The Mill | Lane bridge is shut.");
        String terms = "Monday to Friday: 6.30 am to 9 pm\nSaturday: 8 am to 6 pm\nSunday: closed\n";
        List<String> lines = List.of(
                "Hours | Monday to Friday: 6.30 am to 9 pm",
                "Hours | Saturday: 8 am to 6 pm",
                "Hours | Sunday: closed");
        assertThat(read("Hours\n\n" + terms)).isEqualTo(lines);
        assertThat(readMarkdown("# Hours\n\n" + terms)).isEqualTo(lines);
    }

    @Test
    void keepsWhatLeadsToAListWithItsEntries() throws UnreadableSourceException {
        String roads = "These roads are closed:\n\n- Mill Lane\n- the upper half of Quarry Road\n";
        assertThat(readMarkdown("# Works\n\n" + roads))
                .containsExactly("Works | These roads are closed: Mill Lane, the upper half of Quarry Road.");
        assertThat(read(roads)).containsExactly(" | These roads are closed: Mill Lane, the upper half of Quarry Road.");
        assertThat(readMarkdown("Buses stop elsewhere:\n\n- Bus 4 stops at the Guildhall\n- Bus 7 at the pool\n"))
                .containsExactly(
                        "Buses stop elsewhere | Bus 4 stops at the Guildhall",
                        "Buses stop elsewhere | Bus 7 at the pool");
        assertThat(readMarkdown("## Ingredients\n\n- 12 kg leeks\n- 500 g butter\n- salt\n"))
                .containsExactly("Ingredients | 12 kg leeks, 500 g butter, salt");
    }

    @Test
    void takesTheNewsOutOfAPressReleaseAndNamesTheRest() {
        Contents contents = NoteReader.readText("n.txt", """
                FOR IMMEDIATE RELEASE

                HALVERTON, 23 November 2026 -- The trams run all night from 11 December.

                -- ENDS --

                About Halverton Trams
                Halverton Trams is a leading provider.
                """, true);
        assertThat(said(contents)).containsExactly(" | The trams run all night from 11 December.");
        assertThat(contents.leftOut())
                .singleElement()
                .satisfies(left -> assertThat(left.message())
                        .contains("what stands below the end of a press release", "leading provider"));
    }

    @Test
    void readsNothingOfWhatColoursATerminal() {
        assertThat(read(TerminalEscapes.takenFrom("\u001B[1;32mThe cache is back.\u001B[0m \u001B]0;title\u0007")))
                .containsExactly(" | The cache is back.");
        assertThat(HtmlText.of("The cache &#27;[1mis&#27;[0m back.")).isEqualTo("The cache is back.");
    }

    @Test
    void readsPostsOfAPlatformAndLinesOfAForgeWithoutTheirMachinery() {
        assertThat(Teaser.cut("The #ouzel path is shut. #flood #ouzel\nFix crash by @mo in #212\nAdd zstd (#209)\n"
                        + "What's Changed\nFull Changelog: v1...v2\nWritten in C#"))
                .isEqualTo("The ouzel path is shut.\nFix crash\nAdd zstd\nWritten in C#");
    }

    @Test
    void keepsTheDaysOfALogApart() {
        assertThat(
                        read(
                                "Log, November\n\n14.11. - 34 lapwings on the field\n15.11. - Owl at dusk\n\nThe hide is open.\n"))
                .containsExactly(
                        "Log, November | 14.11. - 34 lapwings on the field",
                        "Log, November | 15.11. - Owl at dusk",
                        "Log, November | The hide is open.");
    }

    @Test
    void joinsTheLinesOfAMarkdownParagraphUnlessSomebodyBrokeThem() throws UnreadableSourceException {
        assertThat(readMarkdown("""
                        Walkers can cross the river at
                        Mill Ford, 300 metres downstream of the bridge.

                        Logs are sold on Fridays from two to four in the yard.\\
                        Bring your own sacks.
                        """))
                .containsExactly(
                        " | Walkers can cross the river at Mill Ford, 300 metres downstream of the bridge.",
                        " | Logs are sold on Fridays from two to four in the yard.",
                        " | Bring your own sacks.");
    }

    @Test
    void saysTheRowsOfATableInAFeed() {
        assertThat(HtmlText.of("<p>News.</p><table><thead><tr><th>Day</th><th>Price</th></tr></thead>"
                        + "<tbody><tr><td>Monday</td><td>4 euros</td></tr></tbody></table>"))
                .isEqualTo("News.\nMonday: 4 euros");
    }
}
