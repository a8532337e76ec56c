package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.embedded.SharedServers;
import dev.chimera.persona.AgentId;
import dev.chimera.task.Proposal;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.TestServer;
import dev.chimera.tool.MoodyServer;
import dev.chimera.tool.MoodyServer.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a post and a payment cost, with an MCP server that knows prices, or does not. */
class ProposalCostsTests {

    private static final AgentId ON_MAINNET = new AgentId(UUID.randomUUID());
    private static final AgentId ON_TESTNET = new AgentId(UUID.randomUUID());
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());

    @TempDir
    private static Path directory = Path.of("");

    private static MoodyServer oracle;
    private static TestServer server;

    /** A clock that the test steps. */
    static final class SteppedClock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-11-24T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    static class World {
        @Bean
        @Primary
        SteppedClock steppedClock() {
            return new SteppedClock();
        }

        /** Stands for the wallets, which are another room's. */
        @Bean
        @Primary
        Networks networks() {
            Map<AgentId, String> networks = Map.of(ON_MAINNET, "base-mainnet", ON_TESTNET, "base-sepolia");
            return (tenant, agent) -> Optional.ofNullable(networks.get(agent));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        oracle = new MoodyServer();
        server = server("oracle/price");
    }

    private static TestServer server(String tool, String... properties) throws IOException {
        Path config = directory.resolve("mcp.json");
        Files.writeString(config, """
                {"mcpServers":{"oracle":{"url":"%s","chimera":{"read":["price"],"effect":["pay"]}}}}
                """.formatted(oracle.url()));
        return TestServer.start(
                SharedServers.fresh(),
                "api",
                List.of(World.class),
                Stream.concat(
                                Stream.of("chimera.tool.config=" + config, "chimera.budget.price-tool=" + tool),
                                Stream.of(properties))
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
        oracle.close();
    }

    @BeforeEach
    void forgetPrices() {
        server.bean(SteppedClock.class).pass(Duration.ofDays(2));
        oracle.calls.set(0);
        says("{\"price_usd\":\"3000.00\"}");
    }

    private static void says(String structured) {
        oracle.mood = new Mood.Says("\"result\":{\"content\":[],\"structuredContent\":" + structured + "}");
    }

    private static Proposal post(String text) {
        return new Proposal("post_tweet", arguments().put("text", text));
    }

    private static Proposal transfer(String asset, String amount) {
        return new Proposal(
                "transfer", arguments().put("to", "0x1").put("asset", asset).put("amount", amount));
    }

    private static ObjectNode arguments() {
        return JsonMapper.shared().createObjectNode();
    }

    private static Cost cost(AgentId agent, Backend backend, Proposal proposal) {
        return server.bean(ProposalCosts.class).of(TENANT, agent, backend, proposal);
    }

    private static Cost.Known known(Cost cost) {
        assertThat(cost).isInstanceOf(Cost.Known.class);
        return (Cost.Known) cost;
    }

    private static String failure(Cost cost) {
        return switch (cost) {
            case Cost.Known known -> "known: " + known;
            case Cost.Unavailable unavailable -> unavailable.failure().code();
            case Cost.Impossible impossible -> impossible.failure().code();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Cold brew is back., 0.015",
        "Cold brew is back: https://example.com/brew, 0.20",
        "Cold brew is back: example.com, 0.20",
        "Ask me at maya@example.com, 0.015",
        "Version 2.0.1 is out, 0.015"
    })
    void knowsWhatXAsksForAPostAndForOneWithALink(String text, String usd) {
        Cost.Known known = known(cost(ON_TESTNET, Backend.X, post(text)));
        assertThat(known.total()).isEqualTo(Usd.of(usd));
        assertThat(known.because()).isEqualTo(usd.equals("0.20") ? "because of the link" : null);
    }

    @Test
    void postsOnOurOwnTimelineForNothing() {
        assertThat(known(cost(ON_MAINNET, Backend.TIMELINE, post("https://example.com")))
                        .charges())
                .isEmpty();
    }

    @Test
    void addsTheFeeToWhatIsPaid() {
        Cost.Known known = known(cost(ON_MAINNET, Backend.TIMELINE, transfer("USDC", "2.5")));
        assertThat(known.charges())
                .extracting(Charge::kind, Charge::amount)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ChargeKind.TRANSFER, Usd.of("2.5")),
                        org.assertj.core.groups.Tuple.tuple(ChargeKind.GAS, Usd.of("0.15")));
    }

    @Test
    void takesWhatATestNetworkHasForNothing() {
        assertThat(known(cost(ON_TESTNET, Backend.TIMELINE, transfer("ETH", "7")))
                        .total())
                .isEqualTo(Usd.ZERO);
        assertThat(oracle.calls).hasValue(0);
    }

    @Test
    void asksThePriceToolOnceForAsLongAsItsPriceIsFresh() {
        for (int i = 0; i < 3; i++) {
            assertThat(known(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001")))
                            .total())
                    .isEqualTo(Usd.of("3.15"));
        }
        assertThat(oracle.calls).hasValue(1);
        assertThat(oracle.lastCall.path("params").path("arguments").toString())
                .isEqualTo("{\"asset\":\"ETH\",\"currency\":\"USD\"}");
        says("{\"price_usd\":4000}");
        server.bean(SteppedClock.class).pass(Duration.ofMinutes(6));
        assertThat(known(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001")))
                        .total())
                .isEqualTo(Usd.of("4.2"));
    }

    @Test
    void neverUsesAPriceThatIsTooOld() {
        cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"));
        oracle.mood = new Mood.Status(503);
        server.bean(SteppedClock.class).pass(Duration.ofMinutes(6));
        assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"))))
                .isEqualTo("PRICE_UNAVAILABLE");
    }

    @Test
    void neverUsesAPriceThatTheToolItselfHasNotRenewed() {
        Instant now = server.bean(SteppedClock.class).instant();
        says("{\"price_usd\":\"3000\",\"as_of\":\"%s\"}".formatted(now.minusSeconds(301)));
        assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"))))
                .isEqualTo("PRICE_UNAVAILABLE");
        server.bean(SteppedClock.class).pass(Duration.ofSeconds(10));
        says("{\"price_usd\":\"3000\",\"as_of\":\"%s\"}".formatted(now.minusSeconds(200)));
        assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"))))
                .startsWith("known");
        says("{\"price_usd\":\"4000\"}");
        server.bean(SteppedClock.class).pass(Duration.ofSeconds(91));
        assertThat(known(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001")))
                        .total())
                .as("its age counts from when it was of, not from when it was asked for")
                .isEqualTo(Usd.of("4.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"price_usd\":0}",
                "{\"price_usd\":\"-3000\"}",
                "{\"price_usd\":\"cheap\"}",
                "{\"price_usd\":\"1e30\"}",
                "{\"price_usd\":\"1e-999999999\"}",
                "{\"price_usd\":\"3000\",\"as_of\":\"yesterday\"}",
                "{\"price_usd\":null}"
            })
    void trustsNoPriceThatCannotBe(String structured) {
        says(structured);
        assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"))))
                .isEqualTo("PRICE_UNAVAILABLE");
    }

    @Test
    void leavesAToolAloneForAWhileThatIsAway() {
        oracle.mood = new Mood.Status(503);
        for (int i = 0; i < 5; i++) {
            assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer("ETH", "0.001"))))
                    .isEqualTo("PRICE_UNAVAILABLE");
        }
        assertThat(oracle.calls).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ETH, -1, INVALID_AMOUNT",
        "ETH, 1e5, INVALID_AMOUNT",
        "ETH, 1e-999999999, INVALID_AMOUNT",
        "ETH, 0.0000000000000000001, INVALID_AMOUNT",
        "ETH, 999999999999999999999999999999, INVALID_AMOUNT",
        "E TH, 1, UNKNOWN_ASSET",
        "'', 1, UNKNOWN_ASSET"
    })
    void hasNoPriceForAPaymentThatCannotBe(String asset, String amount, String code) {
        assertThat(failure(cost(ON_MAINNET, Backend.TIMELINE, transfer(asset, amount))))
                .isEqualTo(code);
    }

    @Test
    void hasNoPriceForWhatNobodyKnows() {
        assertThat(failure(cost(new AgentId(UUID.randomUUID()), Backend.X, transfer("ETH", "1"))))
                .isEqualTo("NO_WALLET");
        assertThat(failure(cost(ON_MAINNET, Backend.X, new Proposal("launch_rocket", arguments()))))
                .isEqualTo("UNKNOWN_COST");
    }

    @Test
    void doesNotStartWithAPriceToolThatMayNotBeRead() {
        for (String tool : List.of("oracle/pay", "oracle/nothing", "nobody/price")) {
            assertThatThrownBy(() -> server(tool))
                    .rootCause()
                    .hasMessageContaining("chimera.budget.price-tool names " + tool + ", which is on no read list");
        }
    }
}
