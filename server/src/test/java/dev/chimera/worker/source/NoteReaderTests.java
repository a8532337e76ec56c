package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoteReaderTests {

    private static String text(String name, String content) throws UnreadableSourceException {
        Contents contents = name.endsWith(".md")
                ? NoteReader.readMarkdown(name, content, true)
                : NoteReader.readText(name, content, true);
        return String.join("\n", contents.items().stream().map(Item::text).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\ntitle: x\nnote: not for quotation\n---\nWe open.",
                "---\r\ntitle: x\r\nnote: not for quotation\r\n---\r\nWe open.\r\n",
                "---\rtitle: x\rnote: not for quotation\r---\rWe open.",
                "\uFEFF---\r\ntitle: x\r\n---\r\nWe open.",
                "\n\n---\ntitle: x\n---\n\nWe open.",
                "--- \ntitle: x\n---  \nWe open.",
                "---\ntitle: x\n...\nWe open.",
                "---\n---\nWe open.",
                "---\n# a comment\ntags:\n  - secret\n---\nWe open.",
                "+++\ntitle = \"x\"\n[extra]\nnote = \"not for quotation\"\n+++\nWe open.",
                "+++\r\ntitle = \"x\"\r\n+++\r\nWe open.",
                "---\ntitle: x\nnote: not for quotation\n\nWe open.",
                "<!-- not for quotation -->\nWe open.",
                "<!-- not for\n\nquotation -->\n\nWe open.",
                "%% not for quotation %%\nWe open."
            })
    void postsNothingOfWhatStandsAboveANote(String content) throws UnreadableSourceException {
        assertThat(text("n.md", content)).isEqualTo("We open.");
        assertThat(text("n.txt", content)).isEqualTo("We open.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "We open.\n\n**Not for quotation until the family has answered:** the deed was forged.",
                "We open.\n\nCONFIDENTIAL, not to be minuted outside the council: a matter was raised.",
                "We open.\n\nConfidential: the roof will cost twice as much.",
                "We open.\n\n- EMBARGOED UNTIL FRIDAY: the mill is sold.",
                "We open.\n\nPlease do not post this before Monday: the ferry stops.",
                "We open.\n\nThe price is 4 euros (not for publication yet).",
                "We open.\n\n# Confidential\n\nThe mill is sold.\n\n## To whom\n\nTo Ada.",
                "We open.\n\n# Not for publication\n\n- The mill is sold.\n- The ferry stops.",
                "We open.\n\nNot for publication:\n\n- The mill is sold.\n- The ferry stops.",
                "We open.\n\nINTERNAL ONLY\n\nThe mill is sold.",
                "We open.\n\nCONFIDENTIAL\n\n## The mill\n\nIt is sold.",
                "# News\n\nWe open.\n\n## Roof\n\nConfidential\n\nIt leaks.\n\n### Costs\n\nTwice as much.",
                "We open.\n\nEmbargo: 3 December\n\nThe mill is sold."
            })
    void postsNothingThatItsAuthorKeepsFromThePublicAndSaysSo(String content) throws UnreadableSourceException {
        assertThat(text("n.md", content)).isEqualTo("We open.");
        Contents contents = NoteReader.readMarkdown("n.md", content, true);
        assertThat(contents.leftOut())
                .isNotEmpty()
                .allSatisfy(left -> assertThat(left.message()).contains("not for the public"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n.md|CONFIDENTIAL//The mill is sold.//# Ferry//The ferry stops.",
                "n.md|# The mill//Not for publication//## To whom//It is sold to Ada.",
                "n.txt|Strictly confidential//The mill is sold.",
                "n.txt|CONFIDENTIAL//Budget//The mill is sold.//Ferry//It stops.",
                "n.txt|CONFIDENTIAL/Minutes of 16 November//The mill is sold.",
                "n.txt|Parish Council/Minutes of 16 November/CONFIDENTIAL//The mill is sold.//Ferry//It stops.",
                "n.txt|EMBARGOED UNTIL 3 DECEMBER//HALVERTON, 1 December 2026 -- The mill is sold."
            })
    void postsNothingOfANoteThatBeginsWithSuchAMark(String name, String content) throws UnreadableSourceException {
        assertThat(text(name, content.replace('/', '\n'))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Confidential shredding is free on Fridays.",
                "We keep what you tell us confidential.",
                "Please do not post letters in the old box.",
                "The embargo on coal ended in 1921.",
                "# Confidential\n\nThe mill is sold.\n\n# Ferry\n\nWe open."
            })
    void keepsWhatOnlySpeaksOfSecrets(String content) throws UnreadableSourceException {
        assertThat(text("n.md", content)).isEqualTo(content.startsWith("#") ? "We open." : content);
    }

    @Test
    void postsNothingOfFrontMatterThatEndsTheFile() throws UnreadableSourceException {
        assertThat(text("n.md", "---\r\ntitle: x\r\n---")).isEmpty();
    }

    @Test
    void keepsProseBetweenRules() throws UnreadableSourceException {
        assertThat(text("n.md", "---\n\nWe open at nine.\n\n---\n\nTea is free."))
                .isEqualTo("We open at nine.\nTea is free.");
        assertThat(text("n.md", "We open at nine.\n\n---\n\nTea is free.")).isEqualTo("We open at nine.\nTea is free.");
    }

    @Test
    void leavesOutWhatIsNoProseAndSaysSo() throws IOException, UnreadableSourceException {
        String note;
        try (InputStream file = NoteReaderTests.class.getResourceAsStream("/notes/everything-in-it.md")) {
            assertThat(file).isNotNull();
            note = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String ending : new String[] {"\n", "\r\n", "\r"}) {
            Contents contents = NoteReader.readMarkdown("n.md", note.replace("\n", ending), true);
            assertThat(contents.items())
                    .extracting(Item::title, Item::text)
                    .containsExactly(
                            tuple(
                                    "Opening hours",
                                    "The workshop opens at nine. Tea is free.\nThe kiln is hot on Fridays.\n"
                                            + "Bring your own clay to the table."),
                            tuple("Prices", "Mug: 12"),
                            tuple("Directions", "Take the tram."));
            assertThat(contents.leftOut())
                    .containsExactly(new LeftOut(
                            "n.md",
                            "Directions",
                            "PART_LEFT_OUT",
                            "has a quotation (\"Somebody else said so.\") and code, which is not used"));
        }
    }

    @Test
    void readsPlainTextWithItsListsAndUnderlinedHeadings() throws UnreadableSourceException {
        assertThat(text(
                        "n.txt",
                        "News\n====\nThe ferry is\nback.\n- Hourly until ten.\n* Every two hours after that.\n"))
                .isEqualTo("The ferry is back.\nHourly until ten.\nEvery two hours after that.");
    }

    @Test
    void readsTheQuotesOfWindowsInANote() throws UnreadableSourceException {
        assertThat(text("n.txt", "Larkfield\u0092s workshop doesn\u0092t close."))
                .isEqualTo("Larkfield’s workshop doesn’t close.");
    }

    @Test
    void readsAsManyPartsOfANoteAsOfAFeedAndSaysHowManyMoreThereAre() throws UnreadableSourceException {
        Contents contents = NoteReader.readText("n.txt", "The gauge was read at noon.\n\n".repeat(1_700), true);
        assertThat(contents.items()).hasSize(500);
        assertThat(contents.leftOut())
                .extracting(LeftOut::code, LeftOut::message)
                .containsExactly(tuple("ITEMS_OVER_LIMIT", "has 1200 more parts than the first 500, which are read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n.md", "n.txt"})
    void refusesWhatHasMoreLinesThanAnyNote(String name) throws InterruptedException {
        Source note = new Source(0, name, "a.\n\n".repeat(10_001), null);
        assertThat(new SourceReader(new Fetcher(new FetchProperties(List.of())))
                        .read(List.of(note))
                        .unreadable())
                .extracting(Reading.Unreadable::code, Reading.Unreadable::message)
                .containsExactly(tuple("SOURCE_TOO_LARGE", name + ": has more than 20000 lines; it is no note"));
    }
}
