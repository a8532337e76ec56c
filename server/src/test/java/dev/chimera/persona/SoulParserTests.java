package dev.chimera.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.failure.ChimeraException;
import org.junit.jupiter.api.Test;

class SoulParserTests {

    @Test
    void readsFrontMatterAndBackstory() {
        Soul soul = SoulParser.parse("""
                ---
                name: Maya Roast
                voice: warm,   precise
                values: [patience]
                topics:
                  - cold brew
                hashtags: ["#ColdBrew", HomeBarista]
                avoid: cheap
                ---

                She roasts.

                And *pours*.
                """);
        assertThat(soul.name()).isEqualTo("Maya Roast");
        assertThat(soul.voice()).isEqualTo("warm, precise");
        assertThat(soul.values()).containsExactly("patience");
        assertThat(soul.topics()).containsExactly("cold brew");
        assertThat(soul.hashtags()).containsExactly("#ColdBrew", "#HomeBarista");
        assertThat(soul.avoid()).containsExactly("cheap");
        assertThat(soul.backstory()).isEqualTo("She roasts.\n\nAnd *pours*.");
    }

    @Test
    void readsWindowsLineEndingsAndByteOrderMark() {
        assertThat(SoulParser.parse("\uFEFF---\r\nname: Ada\r\n---\r\nHello.\r\n")
                        .backstory())
                .isEqualTo("Hello.");
    }

    @Test
    void refusesUnknownKeyWithLineAndSuggestion() {
        refuses("---\nname: A\nhashtag: [x]\n---\n", "line 3: unknown key 'hashtag'", "did you mean 'hashtags'?");
    }

    @Test
    void refusesUnknownKeyLikeNoOtherWithTheKnownOnes() {
        refuses("---\nname: A\nfavourite_food: soup\n---\n", "line 3", "known are name, voice");
    }

    @Test
    void refusesMissingName() {
        refuses("---\nvoice: calm\n---\n", "has no name", "name:");
        refuses("---\nvoice: calm\nname:\n---\n", "line 3: has no name", "name:");
    }

    @Test
    void refusesTextWithoutFrontMatter() {
        refuses("# Maya\nA roaster.", "line 1: does not begin with front matter", "---");
        refuses("", "line 1", "---");
        refuses("---\nname: Maya\nAnd no end", "never ends", "---");
    }

    @Test
    void refusesWhatIsNotYamlAtItsLine() {
        refuses("---\nname: A\nvalues: [one, two\n---\n", "line ", "quote");
        refuses("---\nname: A\nname: B\n---\n", "line 3: not YAML: Duplicate", "quote");
        refuses("---\n- name\n---\n", "not a list of 'key: value'", "name");
    }

    private static Soul soul(String line) {
        return SoulParser.parse("---\nname: A\n" + line + "\n---\n");
    }

    @Test
    void takesAPlainStringForTheListThatItMeans() {
        assertThat(soul("avoid: war, politics; cheap").avoid()).containsExactly("war", "politics", "cheap");
        assertThat(soul("avoid: |\n  - war\n  - politics").avoid()).containsExactly("war", "politics");
        assertThat(soul("avoid:\n  - war, politics\n  - cheap").avoid()).containsExactly("war", "politics", "cheap");
        assertThat(soul("avoid: [\"Lisbon, Portugal\", war]").avoid()).containsExactly("Lisbon, Portugal", "war");
        assertThat(soul("topics: tea, coffee").topics()).containsExactly("tea", "coffee");
        assertThat(soul("hashtags: Tea, Coffee").hashtags()).containsExactly("#Tea", "#Coffee");
    }

    @Test
    void keepsWordsAsTheyAreWritten() {
        assertThat(soul("avoid: [no, false, 007, 1e3, 0x10, 2026-01-01]").avoid())
                .containsExactly("no", "false", "007", "1e3", "0x10", "2026-01-01");
    }

    @Test
    void readsTabsAsSpaces() {
        assertThat(SoulParser.parse("---\nname:\tA\navoid:\n\t- war\n\t-\tpolitics\n---\n")
                        .avoid())
                .containsExactly("war", "politics");
    }

    @Test
    void refusesAliasesTagsAndSecondDocuments() {
        refuses("---\nname: A\nvalues: &v [war]\navoid: *v\n---\n", "line 4: aliases (*name)", "write the value out");
        refuses("---\nname: A\nvalues: &v war\navoid: [*v]\n---\n", "line 4: aliases", "write the value out");
        refuses("---\nname: A\n<<: &b {voice: calm}\n---\n", "line 3", "");
        refuses("---\nname: A\navoid: !politics\n---\n", "line 3: tags (!name)", "quotes");
        refuses("---\nname: A\n...\navoid: war\n---\n", "line 3: not YAML", "");
    }

    @Test
    void refusesWhatYamlTakesForAComment() {
        refuses("---\nname: A\navoid: #politics\n---\n", "line 3: '#politics' would be a comment", "quotes");
        refuses("---\nname: A\navoid:\n  - war\n  - #politics\n---\n", "line 5: '#politics'", "quotes");
        refuses("---\nname: A\navoid: [war,\n  cheap, #politics\n  ]\n---\n", "line 4: '#politics'", "quotes");
        Soul soul = SoulParser.parse(
                "---\nname: A # the agent\n#voice: loud\navoid: [\"#politics\"] # and more\nvoice: >\n  likes #tags\n---\n");
        assertThat(soul.avoid()).containsExactly("#politics");
        assertThat(soul.voice()).isEqualTo("likes #tags");
    }

    @Test
    void refusesAMappingWhereAListStands() {
        refuses("---\nname: A\navoid: {war, politics}\n---\n", "line 3: 'avoid' is not a list", "");
        refuses("---\nname: A\navoid:\n  war: true\n---\n", "line 3: 'avoid' is not a list", "");
        refuses("---\nname: A\nAvoid: war\n---\n", "line 3: unknown key 'Avoid'", "did you mean 'avoid'?");
    }

    @Test
    void refusesHashtagThatIsNone() {
        refuses("---\nname: A\nhashtags: [two words]\n---\n", "line 3: 'two words' is not a hashtag", "letters");
        refuses("---\nname: A\nhashtags: [2026]\n---\n", "not a hashtag", "letters");
    }

    @Test
    void refusesNestedEntries() {
        refuses("---\nname: A\ntopics: [{a: b}]\n---\n", "line 3: 'topics' is not a list", "quote");
        refuses("---\nname: [A, B]\n---\n", "line 2: 'name' is not a line of text", "");
    }

    @Test
    void refusesWhatIsLargerThanAPage() {
        refuses("---\nname: A\n---\n" + "x".repeat(64 * 1024), "larger than 64 kB", "page");
        refuses("---\nname: " + "x".repeat(101) + "\n---\n", "longer than 100", "");
    }

    private static void refuses(String text, String message, String hint) {
        assertThatThrownBy(() -> SoulParser.parse(text)).isInstanceOfSatisfying(ChimeraException.class, e -> {
            assertThat(e.kind()).isEqualTo(ChimeraException.Kind.BAD_INPUT);
            assertThat(e.failure().code()).isEqualTo("SOUL_INVALID");
            assertThat(e.failure().message()).contains(message);
            assertThat(e.failure().hint()).contains(hint);
        });
    }
}
