package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CampaignFileTests {

    @TempDir
    Path folder;

    @Test
    void sendsContentSoulAndSourcesAsTheyAre() throws IOException {
        write("soul/SOUL.md", "---\nname: Maya\n---\nGrew up in Porto.\n");
        write("feeds/coffee.xml", "<rss/>");
        write("launch.yaml", """
                agent:
                  name: Maya Roast
                  soul: soul/SOUL.md
                campaign:
                  goal: Launch our cold brew
                  daily_budget_usd: 5.00
                  posts: 3
                  sources: [feeds/coffee.xml, "https://example.org/feed", notes/gone.md]
                """);
        JsonNode request = read("launch.yaml").request(true);
        assertThat(request.path("file")
                        .path("campaign")
                        .path("daily_budget_usd")
                        .decimalValue())
                .isEqualByComparingTo("5");
        assertThat(request.path("file").path("agent").path("name").asString()).isEqualTo("Maya Roast");
        assertThat(request.path("soul").asString()).endsWith("Grew up in Porto.\n");
        assertThat(request.path("dry_run").asBoolean()).isTrue();
        assertThat(Json.compact(request.path("sources"))).isEqualTo("""
                        [{"location":"feeds/coffee.xml","content":"<rss/>"},{"location":"https://example.org/feed"},\
                        {"location":"notes/gone.md","error":"SOURCE_UNREADABLE: no such file"}]""");
    }

    @ParameterizedTest
    @CsvSource({".nan", ".inf", "-.inf"})
    void refusesWhatYamlCallsANumberAndNobodyCanCountWith(String number) throws IOException {
        write("a.yaml", "agent: {name: A}\ncampaign:\n  goal: g\n  daily_budget_usd: " + number + "\n");
        CliFailure failure = catchThrowableOfType(CliFailure.class, () -> read("a.yaml"));
        assertThat(failure.code()).isEqualTo("CAMPAIGN_NOT_YAML");
        assertThat(failure.problem()).isEqualTo("a.yaml line 4: " + number + " is no amount");
    }

    @ParameterizedTest
    @CsvSource({"1_000", "0o17", "0x1F", "190:20:30", "010", "+5", ".5"})
    void leavesToTheServerWhatOnlySomeReadersOfYamlTakeForANumber(String written) throws IOException {
        write("a.yaml", "agent: {name: A}\ncampaign: {goal: g, daily_budget_usd: " + written + "}\n");
        JsonNode budget =
                read("a.yaml").request(false).path("file").path("campaign").path("daily_budget_usd");
        assertThat(budget.isString()).as("as it was written").isTrue();
        assertThat(budget.asString()).isEqualTo(written);
    }

    @Test
    void handsInWhatASourceWithADeclarationHolds() throws IOException {
        write("feeds/coffee.xml", "<rss/>");
        write("a.yaml", "agent: {name: A}\ncampaign: {goal: g, sources: [{from: feeds/coffee.xml, own: true}]}\n");
        JsonNode request = read("a.yaml").request(false);
        assertThat(Json.compact(request.path("sources")))
                .isEqualTo("[{\"location\":\"feeds/coffee.xml\",\"content\":\"<rss/>\"}]");
        assertThat(Json.compact(request.path("file").path("campaign").path("sources")))
                .isEqualTo("[{\"from\":\"feeds/coffee.xml\",\"own\":true}]");
    }

    @Test
    void findsSoulBesideTheFileWhereNoneIsNamed() throws IOException {
        write("SOUL.md", "beside");
        write("a.yaml", "agent: {name: A}\ncampaign: {goal: g}\n");
        assertThat(read("a.yaml").soul()).isEqualTo("beside");
    }

    @Test
    void readsFeedInTheEncodingThatItDeclares() throws IOException {
        Path feed = folder.resolve("feed.xml");
        Files.write(
                feed,
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><t>café</t>".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(SourceFile.read("feed.xml", new CampaignFolder(folder, true))
                        .path("content")
                        .asString())
                .isEqualTo("<?xml version=\"1.0\"?><t>café</t>");
    }

    private String feed(byte[] bytes) throws IOException {
        Files.write(folder.resolve("f.xml"), bytes);
        return SourceFile.read("f.xml", new CampaignFolder(folder, true))
                .path("content")
                .asString("");
    }

    @Test
    void readsFeedWhateverBytesStandInIt() throws IOException {
        String feed = "<?xml version=\"1.0\" encoding=\"%s\"?><t>caf\u00e9</t>";
        String read = "<?xml version=\"1.0\"?><t>caf\u00e9</t>";
        Charset windows = Charset.forName("windows-1252");
        assertThat(feed(feed.formatted("UTF-8").getBytes(windows))).isEqualTo(read);
        assertThat(feed(feed.formatted("no-such-charset").getBytes(windows))).isEqualTo(read);
        assertThat(feed(feed.formatted("utf-16").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(read);
        assertThat(feed(feed.formatted("utf-16").getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(read);
        assertThat(feed("<t>it\u2019s</t>".getBytes(windows))).isEqualTo("<t>it\u2019s</t>");
        assertThat(feed("<t>a\u0000b</t>".getBytes(StandardCharsets.UTF_8))).isEqualTo("<t>a b</t>");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(feed.formatted("UTF-8").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(feed(packed.toByteArray())).isEqualTo(read);
    }

    @Test
    void refusesSourceThatIsTooLargeOrNoText() throws IOException {
        Files.write(folder.resolve("huge.xml"), new byte[(int) SourceFile.LARGEST + 1]);
        Files.write(folder.resolve("image.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xFF});
        assertThat(SourceFile.read("huge.xml", new CampaignFolder(folder, true))
                        .path("error")
                        .asString())
                .isEqualTo("SOURCE_TOO_LARGE: it is larger than 5 MB");
        assertThat(SourceFile.read("image.png", new CampaignFolder(folder, true))
                        .path("error")
                        .asString())
                .isEqualTo("SOURCE_UNREADABLE: it is not UTF-8 text");
        assertThat(SourceFile.read(".", new CampaignFolder(folder, true))
                        .path("error")
                        .asString())
                .isEqualTo("SOURCE_UNREADABLE: it is a folder");
        assertThat(SourceFile.read("/dev/zero", new CampaignFolder(folder, true))
                        .path("error")
                        .asString())
                .isEqualTo("SOURCE_UNREADABLE: it is no file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    agent:\\n  name: A\\n  name: B\\n          | line 3
                    agent:\\n\\tname: A\\n                     | line 2
                    agent: [1, 2\\ncampaign: {goal: g}\\n      | line 2
                    - agent\\n                                 | the top must be a mapping
                    just text\\n                               | the top must be a mapping
                    agent: {name: A}\\n---\\nagent: {name: B}\\n | more than one document
                    agent: &a {name: A}\\ncampaign: *a\\n      | line 2: aliases
                    # nothing\\n                               | it is empty
                    """)
    void refusesWhatIsNotOneYamlMapping(String text, String expected) throws IOException {
        write("bad.yaml", text.replace("\\n", "\n").replace("\\t", "\t"));
        CliFailure failure = failure("bad.yaml");
        assertThat(failure.code()).isEqualTo("CAMPAIGN_NOT_YAML");
        assertThat(failure.line())
                .startsWith("chimera: CAMPAIGN_NOT_YAML: bad.yaml")
                .contains(expected);
        assertThat(failure.line()).hasLineCount(1);
    }

    @Test
    void refusesFileThatIsNotThereOrNoFile() throws IOException {
        Files.createDirectory(folder.resolve("dir"));
        assertThat(failure("gone.yaml").line())
                .isEqualTo("chimera: CAMPAIGN_NOT_FOUND: gone.yaml does not exist; give the path of a campaign file");
        assertThat(failure("dir").line()).contains("CAMPAIGN_NOT_FOUND: dir is a folder");
    }

    @Test
    void refusesFileThatIsTooLargeOrNoText() throws IOException {
        Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9, '\n'});
        assertThat(failure("large.yaml").code()).isEqualTo("CAMPAIGN_TOO_LARGE");
        assertThat(failure("latin.yaml").line()).contains("CAMPAIGN_NOT_YAML: latin.yaml: it is not UTF-8 text");
    }

    @Test
    void refusesSoulThatIsNotThere() throws IOException {
        write("a.yaml", "agent: {name: A, soul: me.md}\ncampaign: {goal: g}\n");
        assertThat(failure("a.yaml").line())
                .startsWith("chimera: SOUL_NOT_FOUND: a.yaml: agent.soul names me.md, which is not there; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "notes/../../secret.txt",
                "link.txt",
                "linked/secret.txt",
                "%s/secret.txt",
                "/etc/passwd",
                "../gone.txt",
                "chain.txt"
            })
    void readsNoSourceOutsideOfItsFolder(String source) throws IOException {
        campaignBesideSecret("[\"" + source.formatted(folder.toRealPath()) + "\"]", "SOUL.md");
        CliFailure failure = failure("mine/a.yaml");
        assertThat(failure.code()).isEqualTo("FILE_OUTSIDE_FOLDER");
        assertThat(failure.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(failure.line())
                .contains("mine/a.yaml: ")
                .contains("--allow-outside")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.txt", "link.txt", "linked/secret.txt", "/etc/passwd"})
    void readsNoSoulOutsideOfItsFolder(String soul) throws IOException {
        campaignBesideSecret("[]", soul);
        assertThat(failure("mine/a.yaml").code()).isEqualTo("FILE_OUTSIDE_FOLDER");
    }

    @Test
    void followsLinksWithinItsFolderAndEverywhereWhenItIsAllowed() throws IOException {
        campaignBesideSecret("[inner.txt, below/../note.txt]", "SOUL.md");
        assertThat(read("mine/a.yaml").sources())
                .extracting(each -> each.path("content").asString())
                .containsExactly("a note", "a note");
        campaignBesideSecret("[../secret.txt, link.txt, linked/secret.txt]", "../SOUL2.md");
        write("SOUL2.md", "elsewhere");
        CampaignFile allowed = CampaignFile.read("mine/a.yaml", folder, true);
        assertThat(allowed.soul()).isEqualTo("elsewhere");
        assertThat(allowed.sources())
                .extracting(each -> each.path("content").asString())
                .containsOnly("hunter2");
    }

    /** A file that the campaign's folder does not hold, and ways to it. */
    private void campaignBesideSecret(String sources, String soul) throws IOException {
        write("secret.txt", "hunter2");
        write("mine/SOUL.md", "soul");
        write("mine/note.txt", "a note");
        write("mine/notes/x.txt", "x");
        write("mine/below/x.txt", "x");
        write(
                "mine/a.yaml",
                "agent: {name: A, soul: \"%s\"}\ncampaign: {goal: g, sources: %s}\n".formatted(soul, sources));
        link("mine/link.txt", folder.resolve("secret.txt"));
        link("mine/chain.txt", Path.of("link.txt"));
        link("mine/linked", folder);
        link("mine/inner.txt", Path.of("note.txt"));
    }

    private void link(String name, Path target) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        Files.createSymbolicLink(folder.resolve(name), target);
    }

    private CampaignFile read(String name) {
        return CampaignFile.read(name, folder, false);
    }

    private CliFailure failure(String name) {
        return catchThrowableOfType(CliFailure.class, () -> read(name));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
