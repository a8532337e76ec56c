package dev.chimera.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.TestServer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls at the door of the money itself, with every credential that somebody could have got hold of. */
abstract class CommerceDoor {

    private static final Stage STAGE = AttackTests.STAGE;
    private static final String STRANGER = "0x52908400098527886E0F7030069857D2E4169EE7";

    private static final Target TARGET = new Target(STAGE).handIn();

    private static Map<String, Object> transfer(String to, String amount) {
        return Map.of("to", to, "asset", "ETH", "amount", amount);
    }

    private void assertRefused(CommerceClient.Answer answer, String code, String actor) {
        assertThat(answer.isError()).isTrue();
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
        assertThat(TARGET.evidence("PaymentRefused"))
                .last()
                .satisfies(found -> assertThat(found.path("code").stringValue()).isEqualTo(code));
        assertThat(STAGE.server
                        .jdbc()
                        .sql("SELECT actor FROM audit_log WHERE tenant_id = ? AND event = 'PaymentRefused'"
                                + " ORDER BY seq DESC LIMIT 1")
                        .param(TARGET.tenant().id().value())
                        .query(String.class)
                        .single())
                .isEqualTo(actor);
        TARGET.assertNothingLeft(STAGE.order);
    }

    @ParameterizedTest
    @CsvSource({
        STRANGER + ", ETH, 0.001, RECIPIENT_NOT_ALLOWED",
        "friend, ETH, 6.1, OVER_MAX_PAYMENT",
        "friend, ETH, 5.5, APPROVAL_REQUIRED",
        "friend, USDC, 0.1, ASSET_NOT_ALLOWED",
        "friend, ETH, -1, INVALID_AMOUNT",
        "friend.eth, ETH, 1, INVALID_ADDRESS"
    })
    void letsAnAgentsOwnKeyPayNothingBeyondItsLimits(String to, String asset, String amount, String code) {
        try (CommerceClient door = new CommerceClient(STAGE.server, TARGET.apiKey())) {
            String recipient = to.equals("friend") ? STAGE.friend.value() : to;
            CommerceClient.Answer answer =
                    door.call("transfer", Map.of("to", recipient, "asset", asset, "amount", amount), Map.of());
            assertRefused(answer, code, "agent:" + TARGET.agent());
        }
    }

    @Test
    void takesNoArgumentThatIsNone() {
        try (CommerceClient door = new CommerceClient(STAGE.server, TARGET.apiKey())) {
            Map<String, Object> arguments = new HashMap<>(transfer(STAGE.friend.value(), "1"));
            arguments.put("approved_by", "operator");
            assertRefused(door.call("transfer", arguments, Map.of()), "INVALID_PAYMENT", "agent:" + TARGET.agent());

            // PostgreSQL keeps no NUL; whoever sends one is on record all the same.
            Map<String, Object> strange = new HashMap<>(transfer(STAGE.friend.value(), "1"));
            strange.put("approved\u0000by", "operator");
            assertRefused(door.call("transfer", strange, Map.of()), "INVALID_PAYMENT", "agent:" + TARGET.agent());
        }
    }

    @Test
    void believesNoAgentThatClaimsToBeAnother() {
        Target victim = new Target(STAGE).handIn();
        OnBehalfOf claim =
                new OnBehalfOf(victim.tenant().id(), victim.agent(), UUID.randomUUID(), UUID.randomUUID(), null);
        try (CommerceClient door = new CommerceClient(STAGE.server, TARGET.apiKey())) {
            assertRefused(
                    door.call("transfer", transfer(STAGE.friend.value(), "1"), claim.toMeta()),
                    "UNAUTHORIZED",
                    "agent:" + TARGET.agent());
        }
        assertThat(victim.evidence("PaymentRefused")).isEmpty();
        victim.assertNothingLeft(STAGE.order);
    }

    @Test
    void paysNobodyFromAnAgentWithoutAWallet() {
        try (CommerceClient door = new CommerceClient(STAGE.server, TARGET.withoutWallet())) {
            CommerceClient.Answer answer = door.call("transfer", transfer(STAGE.friend.value(), "1"), Map.of());
            assertThat(answer.code()).isEqualTo("NO_WALLET");
            assertThat(TARGET.evidence("PaymentRefused"))
                    .last()
                    .satisfies(found ->
                            assertThat(found.path("code").stringValue()).isEqualTo("NO_WALLET"));
        }
    }

    /** People decide about payments; they make none. */
    @Test
    void letsNoPersonPay() {
        for (Caller.Person person :
                new Caller.Person[] {TARGET.tenant().operator(), TARGET.tenant().moderator()}) {
            try (CommerceClient door = new CommerceClient(STAGE.server, STAGE.server.token(person))) {
                Map<String, Object> order = transfer(STAGE.friend.value(), "1");
                assertRefused(door.call("transfer", order, Map.of()), "UNAUTHORIZED", person.actor());
                OnBehalfOf claim = new OnBehalfOf(
                        TARGET.tenant().id(), TARGET.agent(), UUID.randomUUID(), UUID.randomUUID(), null);
                assertRefused(door.call("transfer", order, claim.toMeta()), "UNAUTHORIZED", person.actor());
            }
        }
    }

    /** Even who has stolen the service's own token pays only what was approved. */
    @Test
    void letsTheServicesTokenPayNothingWithoutAnIntent() {
        Map<String, Object> order = transfer(STAGE.friend.value(), "1");
        try (CommerceClient door = new CommerceClient(STAGE.server, Stage.SERVICE_TOKEN)) {
            assertThat(door.call("transfer", order, Map.of()).code()).isEqualTo("UNAUTHORIZED");
            OnBehalfOf nobody = new OnBehalfOf(TARGET.tenant().id(), TARGET.agent(), null, null, null);
            assertRefused(door.call("transfer", order, nobody.toMeta()), "UNAUTHORIZED", "service");

            OnBehalfOf invented =
                    new OnBehalfOf(TARGET.tenant().id(), TARGET.agent(), UUID.randomUUID(), UUID.randomUUID(), null);
            assertRefused(door.call("transfer", order, invented.toMeta()), "UNAUTHORIZED", "service");

            Target other = new Target(STAGE).handIn();
            OnBehalfOf mixed =
                    new OnBehalfOf(TARGET.tenant().id(), other.agent(), UUID.randomUUID(), UUID.randomUUID(), null);
            assertRefused(door.call("transfer", order, mixed.toMeta()), "UNAUTHORIZED", "service");
        }
    }

    /** The intent is there, approved and waiting; it can be carried out as it is, or not at all. */
    @Test
    void letsTheServicesTokenPayNothingElseThanTheIntent() {
        Target payer = new Target(STAGE)
                .onMainnet()
                .posts(0)
                .pays(STAGE.friend.value(), "0.001")
                .handIn();
        UUID effect = Awaitility.await("the payment is intended")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> STAGE.server
                                .jdbc()
                                .sql("SELECT effect_id FROM payments WHERE tenant_id = ?")
                                .param(payer.tenant().id().value())
                                .query(UUID.class)
                                .optional()
                                .orElse(null),
                        found -> found != null);
        OnBehalfOf theirs = new OnBehalfOf(payer.tenant().id(), payer.agent(), effect, null, null);
        OnBehalfOf mine = new OnBehalfOf(TARGET.tenant().id(), TARGET.agent(), effect, null, null);
        try (CommerceClient door = new CommerceClient(STAGE.server, Stage.SERVICE_TOKEN)) {
            for (Map<String, Object> other : List.of(
                    transfer(STAGE.friend.value(), "1"),
                    transfer(STRANGER, "0.001"),
                    transfer(STAGE.friend.value(), "0.002"))) {
                CommerceClient.Answer answer = door.call("transfer", other, theirs.toMeta());
                assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
                assertThat(payer.evidence("PaymentRefused"))
                        .last()
                        .satisfies(found ->
                                assertThat(found.path("code").stringValue()).isEqualTo("UNAUTHORIZED"));
            }
            // Another tenant's effect is nobody's effect here.
            assertRefused(
                    door.call("transfer", transfer(STAGE.friend.value(), "0.001"), mine.toMeta()),
                    "UNAUTHORIZED",
                    "service");
        }
        assertThat(STAGE.chain.transactions(STAGE.purse.address())).isZero();
    }

    /** Nobody's attempt can stand in nobody's log: the answer is all there is. */
    @Test
    void letsNobodyInWithoutACredential() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        for (String credential :
                new String[] {"", "Bearer ", "Bearer " + ApiKey.fresh().reveal()}) {
            HttpRequest.Builder request = STAGE.server
                    .to("/mcp/commerce")
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(ping));
            if (!credential.isEmpty()) {
                request.header("Authorization", credential);
            }
            TestServer.Reply reply = STAGE.server.send(request);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("UNAUTHORIZED");
        }
    }
}
