package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/wallets}: what agents may pay, and their payments that are not settled. Every person of the tenant may look; a
 * MODERATOR says what became of an agent's own payment. Asks the database only, never a chain.
 */
@RestController
@RequestMapping("/v1/wallets")
class WalletEndpoint {

    private final WalletStore wallets;
    private final Payments payments;
    private final OpenPaymentStore open;
    private final PaymentDecisions decisions;

    WalletEndpoint(WalletStore wallets, Payments payments, OpenPaymentStore open, PaymentDecisions decisions) {
        this.wallets = wallets;
        this.payments = payments;
        this.open = open;
        this.decisions = decisions;
    }

    record Listing(List<Item> wallets) {}

    /**
     * {@code address}: null until the wallet was used; {@code key}: the name of a secret; {@code payments}: those that are not
     * settled, in the order in which they go.
     */
    record Item(
            UUID id,
            String agent,
            String network,
            @Nullable String address,
            String key,
            List<Held> limits,
            List<Unsettled> payments) {}

    /** Amounts in units of the asset. {@code left}: what one payment could be now. */
    record Held(
            String asset,
            String maxPayment,
            long windowHours,
            String windowTotal,
            int windowCount,
            String autoApprove,
            String left) {}

    /**
     * {@code whose}: {@code own} for an agent's own call, {@code effect} for what was approved; {@code waitsForPerson}: whether only a
     * person can say what became of it, here and in no review; {@code why}: why it is not settled, or null.
     */
    record Unsettled(
            UUID id,
            String to,
            String amount,
            String asset,
            long nonce,
            String state,
            long ageSeconds,
            String whose,
            @Nullable UUID taskId,
            boolean waitsForPerson,
            @Nullable String why) {}

    /** {@code paid}: true or false, and nothing that could be taken for one of them. */
    record Settlement(@Nullable JsonNode paid) {}

    record Settled(UUID id, String state, long nonce) {}

    @GetMapping
    Listing list(Caller.Person caller) {
        Map<UUID, List<OpenPayment>> unsettled = open.shown(caller.tenant()).stream()
                .collect(Collectors.groupingBy(each -> each.payment().wallet()));
        Map<AgentId, String> names = wallets.agents(caller.tenant());
        return new Listing(names.entrySet().stream()
                .flatMap(agent -> wallets.find(caller.tenant(), agent.getKey()).stream()
                        .map(wallet -> item(agent.getValue(), wallet, unsettled.getOrDefault(wallet.id(), List.of()))))
                .toList());
    }

    @PostMapping("/payments/{id}/settlement")
    Settled settle(Caller.Person caller, @PathVariable UUID id, @RequestBody Settlement settlement) {
        caller.require(Role.MODERATOR);
        JsonNode paid = settlement.paid();
        if (paid == null || !paid.isBoolean()) {
            throw ChimeraException.badInput(
                    "INVALID_SETTLEMENT", "a settlement says whether it was paid", "send {\"paid\": true} or false");
        }
        Payment settled = paid.booleanValue() ? decisions.paid(caller, id) : decisions.notPaid(caller, id);
        return new Settled(settled.id(), settled.state().name(), settled.nonce());
    }

    private Item item(String agent, Wallet wallet, List<OpenPayment> unsettled) {
        EvmAddress address = wallet.address();
        return new Item(
                wallet.id(),
                agent,
                wallet.network().label(),
                address == null ? null : address.value(),
                wallet.key().toString(),
                wallet.policy().limits().values().stream()
                        .sorted(Comparator.comparing(limit -> limit.asset().symbol()))
                        .map(limit -> held(wallet, limit))
                        .toList(),
                unsettled.stream().map(WalletEndpoint::unsettled).toList());
    }

    private Held held(Wallet wallet, Limit limit) {
        Asset asset = limit.asset();
        return new Held(
                asset.symbol(),
                asset.decimal(limit.maxPayment()),
                limit.window().toHours(),
                asset.decimal(limit.windowTotal()),
                limit.windowCount(),
                asset.decimal(limit.autoApprove()),
                asset.decimal(payments.left(wallet, limit)));
    }

    private static Unsettled unsettled(OpenPayment each) {
        Payment payment = each.payment();
        return new Unsettled(
                payment.id(),
                payment.to().value(),
                payment.asset().decimal(payment.amount()),
                payment.asset().symbol(),
                payment.nonce(),
                payment.state().name(),
                each.age().toSeconds(),
                each.isOwn() ? "own" : "effect",
                payment.task(),
                each.waitsForPerson(),
                each.why());
    }
}
