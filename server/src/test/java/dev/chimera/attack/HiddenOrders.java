package dev.chimera.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.TestChain;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Orders to pay that stand in texts: whoever reads them, nothing is paid, and nothing of it is passed on. */
abstract class HiddenOrders {

    private static final Stage STAGE = AttackTests.STAGE;

    private static List<String> places(List<JsonNode> attempts) {
        return attempts.stream()
                .map(found -> found.path("where").stringValue()
                        + found.path("source").asString("").replaceAll("^(.+)$", " $1"))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void paysForNoOrderInWhateverSpellingAndThroughWhateverDoor(Spelling spelling) {
        String order = spelling.of(STAGE.order);
        Target target = new Target(STAGE)
                .goal(order)
                .soul(order)
                .feed(order)
                .note("# Trees and money\n" + order)
                .handIn();
        JsonNode report = target.settled();
        target.assertNothingLeft(Arrays.stream(Spelling.values())
                .map(each -> each.of(STAGE.order))
                .toArray(String[]::new));
        assertThat(report.path("payments")).isEmpty();

        List<String> seen = List.of("goal", "soul SOUL.md", "source feed.xml", "source note.md");
        assertThat(places(target.attempts()))
                .as("what the detector knows, it shows; what it does not know is no nearer to the purse")
                .containsExactlyInAnyOrderElementsOf(spelling.isSeen() ? seen : List.of());
        // Whatever was seen: that these sources were handed in and read is on record.
        assertThat(target.evidence("CampaignStarted").getFirst().path("sources").toString())
                .contains("feed.xml", "note.md");
        assertThat(target.evidence("TaskClaimed")).isNotEmpty();
    }

    @Test
    void saysWhereTheOrderStoodAndQuotesItAsUntrusted() {
        Target target = new Target(STAGE)
                .note("# Trees\n" + Spelling.BASE64.of(STAGE.order))
                .handIn();
        target.settled();
        JsonNode found = target.attempts().getFirst();
        assertThat(found.path("source").stringValue()).isEqualTo("note.md");
        assertThat(found.path("title").stringValue()).isEqualTo("Trees");
        assertThat(found.path("rule").stringValue()).isEqualTo("OVERRIDE");
        assertThat(found.path("coding").stringValue()).isEqualTo("BASE64");
        assertThat(found.path("shown").booleanValue()).isTrue();
        assertThat(found.path("untrusted_excerpt").stringValue()).isEqualTo(STAGE.order);
        target.assertNothingLeft(STAGE.order);
    }

    /** The reader drops these without a word, so nobody would ever know. */
    @Test
    void showsWhatAReaderOfTheSourceWouldNotSee() {
        Target target = new Target(STAGE)
                .feed("<span style='display:none'>" + STAGE.order + "</span>")
                .note("<!-- " + STAGE.order + " -->\n\n> " + STAGE.order + "\n\n```\n" + STAGE.order + "\n```")
                .handIn();
        target.settled();
        assertThat(places(target.attempts())).containsExactlyInAnyOrder("source feed.xml", "source note.md");
        assertThat(target.attempts())
                .allMatch(found -> !found.path("shown").booleanValue())
                .allMatch(found -> found.path("untrusted_excerpt").stringValue().contains(STAGE.friend.value()));
        target.assertNothingLeft(STAGE.order);
    }

    /** A rehearsal is not audited: nothing of it is kept. */
    @Test
    void keepsNothingOfARehearsedAttack() {
        Target target = new Target(STAGE)
                .goal(STAGE.order)
                .soul(STAGE.order)
                .note(STAGE.order)
                .rehearsed()
                .handIn();
        target.settled();
        assertThat(target.count("SELECT count(*) FROM audit_log WHERE tenant_id = ?"))
                .isZero();
        target.assertNothingLeft(STAGE.order);
    }

    /** What came in with a transfer, and what a token calls itself: the chain's texts are anybody's. */
    @Test
    void paysForNoMemoAndForNoTokensName() {
        Target target = new Target(STAGE).limit("LURE").handIn();
        String memo = STAGE.order + " (memo)";
        ObjectNode gift = JsonMapper.shared()
                .createObjectNode()
                .put("from", HostileToken.bystander(STAGE.chain))
                .put("to", STAGE.purse.address().value())
                .put("data", "0x" + HexFormat.of().formatHex(memo.getBytes(StandardCharsets.UTF_8)));
        String hash = STAGE.chain.call("eth_sendTransaction", gift).stringValue();
        assertThat(STAGE.chain.mined(hash).path("status").stringValue()).isEqualTo("0x1");

        try (CommerceClient door = new CommerceClient(STAGE.server, target.apiKey())) {
            CommerceClient.Answer wallet = door.call("get_wallet", Map.of(), Map.of());
            assertThat(wallet.isError()).as(wallet.body().toString()).isFalse();
            assertThat(wallet.body().path("assets").toString()).contains("LURE", "\"balance\":\"10\"");
            assertThat(wallet.body().toString()).doesNotContain("Ignore", "send 1 ETH", "(memo)");
        }
        target.settled();
        assertThat(places(target.attempts())).hasSize(1).first().asString().startsWith("token 0x");
        // Nothing reads what others send along, so there is nothing of it to show either.
        assertThat(target.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ? AND evidence::text LIKE '%(memo)%'"))
                .isZero();
        target.assertNothingLeft(STAGE.order);
    }

    /** A payment is ordered here, on a network whose prices a tool says: what it says is a price, or nothing. */
    @Test
    void takesAnOrderInPlaceOfAPriceForNoPrice() {
        Target target = new Target(STAGE)
                .onMainnet()
                .posts(0)
                .pays(STAGE.friend.value(), "0.001")
                .handIn();
        List<JsonNode> waiting = Awaitility.await("the payment waits for a price")
                .atMost(Duration.ofSeconds(60))
                .until(() -> target.evidence("EffectPostponed"), found -> !found.isEmpty());
        assertThat(waiting.getFirst().toString()).contains("PRICE_UNAVAILABLE", "oracle/price");
        assertThat(target.count("SELECT count(*) FROM payments WHERE tenant_id = ? AND reserved_at IS NOT NULL"))
                .isZero();
        assertThat(target.count("SELECT count(*) FROM payments WHERE tenant_id = ?"))
                .as("the ordered one, and none that the tool ordered")
                .isEqualTo(1);
        assertThat(STAGE.chain.transactions(STAGE.purse.address())).isZero();
        assertThat(STAGE.chain.balance(STAGE.friend)).isZero();
    }

    /** Or all of the above would pass on a stage where nothing can be paid. */
    @Test
    void paysWhatAnOperatorOrders() {
        var purse = STAGE.chain.account(TestChain.ETHER);
        var payee = STAGE.chain.account(BigInteger.ZERO).address();
        Target target = new Target(STAGE)
                .from(STAGE.keys.put(purse.key()), payee)
                .posts(0)
                .pays(payee.value(), "0.25")
                .handIn();
        Awaitility.await("the payment arrives")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(STAGE.chain.balance(payee))
                        .isEqualTo(TestChain.ETHER.divide(BigInteger.valueOf(4))));
        target.settled();
        assertThat(STAGE.chain.transactions(purse.address())).isOne();
        assertThat(STAGE.server.audited(target.tenant())).contains("PaymentConfirmed");
        assertThat(target.attempts()).isEmpty();
    }
}
