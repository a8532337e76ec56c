package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.wallet.Assets;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CampaignFileReaderTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectNode file = (ObjectNode) JSON.readTree("""
            {"agent": {"name": "Maya Roast", "soul": "SOUL.md"},
             "campaign": {"goal": "Launch our cold brew", "daily_budget_usd": 5.00, "posts": 3,
                          "sources": ["feeds/coffee.xml", "https://example.com/feed"]}}
            """);

    private static CampaignFile read(JsonNode file) {
        return CampaignFileReader.read(file, Assets.wellKnown());
    }

    @Test
    void readsWholeFile() {
        CampaignFile read = read(file);
        assertThat(read.agent().value()).isEqualTo("Maya Roast");
        assertThat(read.soul()).isEqualTo("SOUL.md");
        assertThat(read.goal()).isEqualTo("Launch our cold brew");
        assertThat(read.dailyBudgetUsd()).isEqualTo(new BigDecimal("5.00"));
        assertThat(read.posts()).isEqualTo(3);
        assertThat(read.sources())
                .containsExactly(NamedSource.at("feeds/coffee.xml"), NamedSource.at("https://example.com/feed"));
    }

    @Test
    void spendsNothingAndPostsOnceWhereFileSaysNothing() {
        campaign().remove("daily_budget_usd");
        campaign().remove("posts");
        CampaignFile read = read(file);
        assertThat(read.dailyBudgetUsd()).isEqualTo(new BigDecimal("0.00"));
        assertThat(read.posts()).isEqualTo(1);
    }

    @Test
    void acceptsTimelineAsTheDefaultThatItIs() {
        agent().put("twitter", "timeline");
        assertThat(read(file).agent().value()).isEqualTo("Maya Roast");
    }

    @Test
    void stripsWhatYamlBlocksLeaveAroundGoal() {
        campaign().put("goal", "  Launch it\n");
        assertThat(read(file).goal()).isEqualTo("Launch it");
    }

    @ParameterizedTest
    @CsvSource({
        "agent, nam, agent.name",
        "agent, sould, agent.soul",
        "campaign, gaol, campaign.goal",
        "campaign, budget, campaign.daily_budget_usd",
        "campaign, daily-budget-usd, campaign.daily_budget_usd",
        "campaign, Posts, campaign.posts",
        "campaign, source, campaign.sources",
        "campaign, soul, agent.soul",
        "'', agents, agent",
        "'', goal, campaign.goal",
    })
    void asksForKeyThatWasProbablyMeant(String section, String typed, String meant) {
        ObjectNode level = section.isEmpty() ? file : (ObjectNode) file.path(section);
        level.put(typed, "x");
        Failure failure = refused("UNKNOWN_KEY");
        assertThat(failure.message()).contains("'" + (section.isEmpty() ? typed : section + "." + typed) + "'");
        assertThat(failure.hint()).isEqualTo("did you mean '" + meant + "'?");
    }

    @Test
    void listsKeysWhereNothingIsNear() {
        campaign().put("zzzzzzzzz", 1);
        assertThat(refused("UNKNOWN_KEY").hint()).contains("campaign.goal", "campaign.sources");
    }

    @Test
    void survivesKeyThatIsHuge() {
        campaign().put("k".repeat(1_000_000), 1);
        assertThat(refused("UNKNOWN_KEY").message()).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0.01",
                "-5",
                "5.001",
                "1000000.01",
                "1e7",
                "1e-3",
                "1e1000000000",
                "1e-1000000000",
                "0.0100000000000000000000000000001",
                "\"-1\"",
                "\"NaN\"",
                "\"Infinity\"",
                "\"five\"",
                "\"\"",
                "\"٥\"",
                "\"5,00\"",
                "\"1e2\"",
                "true",
                "[5]",
                "{}"
            })
    void refusesBudgetThatIsNone(String budget) {
        campaign().set("daily_budget_usd", JSON.readTree(budget));
        assertThat(refused("INVALID_BUDGET").message())
                .startsWith("campaign.daily_budget_usd")
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00",
        "5, 5.00",
        "5.1, 5.10",
        "\"5.10\", 5.10",
        "5.0000, 5.00",
        "1e2, 100.00",
        "1000000, 1000000.00",
        "0e99999999, 0.00"
    })
    void readsBudgetToTheCent(String written, String read) {
        campaign().set("daily_budget_usd", JSON.readTree(written));
        assertThat(read(file).dailyBudgetUsd()).isEqualTo(new BigDecimal(read));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101", "1.5", "3.0", "\"3\"", "99999999999999999999", "true", "[]"})
    void refusesNumberOfPostsThatIsNone(String posts) {
        campaign().set("posts", JSON.readTree(posts));
        assertThat(refused("INVALID_POSTS").message()).contains("campaign.posts", posts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"  \\n\"", "null"})
    void refusesEmptyGoal(String goal) {
        campaign().set("goal", JSON.readTree(goal));
        refused("GOAL_EMPTY");
        campaign().remove("goal");
        refused("GOAL_EMPTY");
    }

    @Test
    void refusesGoalOfHundredKilobytes() {
        campaign().put("goal", "g".repeat(100 * 1024));
        assertThat(refused("GOAL_TOO_LONG").message())
                .contains("102400", "2000")
                .hasSizeLessThan(200);
    }

    @Test
    void countsGoalInCharactersAndNotInHalvesOfThem() {
        campaign().put("goal", "😀".repeat(2_000));
        assertThat(read(file).goal()).hasSize(4_000);
        campaign().put("goal", "😀".repeat(2_001));
        refused("GOAL_TOO_LONG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024", "[\"a\"]", "\"a\\u0000b\"", "\"a\\u001b[31m\"", "\"\\ud800\""})
    void refusesGoalThatIsNoText(String goal) {
        campaign().set("goal", JSON.readTree(goal));
        assertThat(refused("INVALID_GOAL").message()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"feeds/coffee.xml\"",
                "[\"\"]",
                "[1]",
                "[null]",
                "[\"a\", \"a\"]",
                "[\"a\", \" a \"]",
                "[\"a\\u0000\"]",
                "{}"
            })
    void refusesSourcesThatAreNone(String sources) {
        campaign().set("sources", JSON.readTree(sources));
        assertThat(refused("INVALID_SOURCES").message()).startsWith("campaign.sources");
    }

    @Test
    void readsWhoseWordsASourceHolds() {
        campaign()
                .set(
                        "sources",
                        JSON.readTree(
                                "[\"a.xml\", {\"from\": \" b.xml \", \"own\": true}, {\"from\": \"c.md\", \"own\": false}, {\"from\": \"d.md\"}]"));
        assertThat(read(file).sources())
                .containsExactly(
                        new NamedSource("a.xml", null),
                        new NamedSource("b.xml", true),
                        new NamedSource("c.md", false),
                        new NamedSource("d.md", null));
    }

    @Test
    void refusesADeclarationOfASourceThatIsNone() {
        campaign().set("sources", JSON.readTree("[\"a.xml\", {\"from\": \"b.xml\", \"own\": \"yes\"}]"));
        assertThat(refused("INVALID_SOURCES").message())
                .isEqualTo("campaign.sources[1].own is neither true nor false: \"yes\"");
        campaign().set("sources", JSON.readTree("[{\"own\": true}]"));
        assertThat(refused("INVALID_SOURCES").message()).isEqualTo("campaign.sources[0].from is missing");
        campaign().set("sources", JSON.readTree("[{\"form\": \"b.xml\"}]"));
        assertThat(refused("UNKNOWN_KEY").hint()).contains("did you mean 'campaign.sources[0].from'?");
        campaign().set("sources", JSON.readTree("[\"a.xml\", {\"from\": \"a.xml\", \"own\": true}]"));
        assertThat(refused("INVALID_SOURCES").message()).contains("named twice");
    }

    @Test
    void refusesAnAddressWithAPasswordAndDoesNotRepeatIt() {
        for (String source :
                List.of("\"https://maya:hunter2@feeds.example/x\"", "{\"from\": \"HTTP://hunter2@feeds.example/x\"}")) {
            campaign().set("sources", JSON.readTree("[" + source + "]"));
            assertThat(refused("INVALID_SOURCES").message())
                    .contains("password")
                    .doesNotContain("hunter2");
        }
        campaign().set("sources", JSON.readTree("[\"https://feeds.example/@maya?x=a@b\"]"));
        assertThat(read(file).sources()).hasSize(1);
    }

    @Test
    void refusesMoreSourcesThanItsBound() {
        campaign().set("sources", JSON.readTree(list(51)));
        refused("INVALID_SOURCES");
        campaign().set("sources", JSON.readTree(list(50)));
        assertThat(read(file).sources()).hasSize(50);
    }

    private static String list(int size) {
        return IntStream.range(0, size).mapToObj(n -> "\"n" + n + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\"", "\"  \"", "7", "null", "\"a\\nb\"", "\"a/b\"", "\"a\\\\b\"", "\"..\"", "\"a\\u202eb\""})
    void refusesAgentNameThatIsNone(String name) {
        agent().set("name", JSON.readTree(name));
        assertThat(refused("INVALID_AGENT_NAME").message()).startsWith("agent.name");
        agent().remove("name");
        refused("INVALID_AGENT_NAME");
    }

    @Test
    void refusesFileWithoutSoul() {
        agent().remove("soul");
        refused("SOUL_NOT_FOUND");
        agent().put("soul", " ");
        refused("SOUL_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "[]", "\"text\"", "7", "{}", "{\"agent\": {}}", "{\"agent\": [], \"campaign\": {}}"})
    void refusesWhatIsNoCampaignFile(String document) {
        ChimeraException refusal = catchThrowableOfType(ChimeraException.class, () -> read(JSON.readTree(document)));
        assertThat(refusal.failure().code()).isEqualTo("INVALID_CAMPAIGN");
    }

    private ObjectNode agent() {
        return (ObjectNode) file.path("agent");
    }

    private ObjectNode campaign() {
        return (ObjectNode) file.path("campaign");
    }

    private Failure refused(String code) {
        ChimeraException refusal = catchThrowableOfType(ChimeraException.class, () -> read(file));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.kind()).isEqualTo(ChimeraException.Kind.BAD_INPUT);
        assertThat(refusal.failure().code()).isEqualTo(code);
        return refusal.failure();
    }
}
