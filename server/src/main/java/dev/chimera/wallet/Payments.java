package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The life of a payment. Every method that changes something belongs into the caller's transaction, and locks the wallet
 * first: the payments of a wallet change one after another, whatever process does it.
 */
@Component
public class Payments {

    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final Duration CHAIN_BEHIND = Duration.ofSeconds(5);

    /** Says nothing of whose they are: it may be another tenant. */
    private static final PaymentRefusal OTHERS_PAY = new PaymentRefusal(
            "WALLET_BUSY",
            "another payment from the same address is not settled yet, and they go one by one",
            null,
            BUSY);

    private final PaymentStore payments;
    private final PolicyStore policies;
    private final WalletStore wallets;
    private final OpenPaymentStore open;

    Payments(PaymentStore payments, PolicyStore policies, WalletStore wallets, OpenPaymentStore open) {
        this.payments = payments;
        this.policies = policies;
        this.wallets = wallets;
        this.open = open;
    }

    /** What became of asking for permission to send. */
    public sealed interface Reservation {

        /**
         * It is SENDING, with this nonce, and in its window.
         *
         * @param validFor how long it may still be sent
         */
        record Reserved(Payment payment, Duration validFor) implements Reservation {}

        record Refused(PaymentRefusal refusal) implements Reservation {}
    }

    /**
     * Where the chain stands for a wallet.
     *
     * @param nonce the next one that it takes
     * @param block its newest block
     */
    public record ChainHead(long nonce, long block) {}

    /**
     * An approval became an intent: assigns the nonce, in the transaction of the approval.
     *
     * @throws ChimeraException NO_WALLET, ASSET_NOT_ALLOWED, INVALID_AMOUNT
     */
    public void intend(TenantId tenant, AgentId agent, UUID effect, UUID task, PaymentOrder order) {
        intend(tenant, agent, UUID.randomUUID(), order, effect, task);
    }

    /**
     * The same for an agent's own call, which has no effect: belongs into the transaction that also reserves it, or gives it
     * up. Nobody would come back for one that was left INTENDED.
     */
    public Payment intendOwn(Wallet wallet, PaymentOrder order) {
        UUID id = UUID.randomUUID();
        intend(wallet.tenant(), wallet.agent(), id, order, null, null);
        return payments.find(wallet.tenant(), id).orElseThrow();
    }

    /** Behind the lock, or the order would be read by one policy and kept under the next. */
    private void intend(
            TenantId tenant, AgentId agent, UUID id, PaymentOrder order, @Nullable UUID effect, @Nullable UUID task) {
        Wallet wallet = wallets.lock(tenant, agent).orElseThrow(Payments::noWallet);
        payments.intend(wallet, id, PaymentIntent.of(wallet, order, effect, task));
    }

    public Optional<Payment> ofEffect(TenantId tenant, UUID effect) {
        return payments.ofEffect(tenant, effect);
    }

    Optional<Payment> find(TenantId tenant, UUID id) {
        return payments.find(tenant, id);
    }

    /** What one payment could be now, in base units, as far as this limit goes. */
    public BigInteger left(Wallet wallet, Limit limit) {
        return payments.window(wallet, limit.asset().symbol()).left(limit);
    }

    /** The payment of this wallet that is SENDING, if one is. */
    public Optional<Payment> sending(Wallet wallet) {
        return payments.sending(wallet);
    }

    /**
     * The agent's wallet.
     *
     * @throws ChimeraException NO_WALLET
     */
    public Wallet required(TenantId tenant, AgentId agent) {
        return wallets.find(tenant, agent).orElseThrow(Payments::noWallet);
    }

    private static ChimeraException noWallet() {
        return ChimeraException.badInput(
                "NO_WALLET", "the agent has no wallet", "an OPERATOR can give it one with agent.wallet");
    }

    /** What speaks against the payment now, without waiting for anybody; a no from here is what a reservation would say. */
    public Optional<PaymentRefusal> refusal(Wallet wallet, Payment payment) {
        return PaymentRules.refusal(
                policies(wallet, payment),
                payment,
                payments.window(wallet, payment.asset().symbol()));
    }

    /** The same for what is not intended yet. */
    public Optional<PaymentRefusal> refusal(Wallet wallet, PaymentOrder order) {
        PaymentIntent intent = PaymentIntent.of(wallet, order, null, null);
        return PaymentRules.never(wallet.policy(), intent.to(), intent.asset(), intent.amount())
                .or(() -> PaymentRules.now(
                        wallet.policy(),
                        intent.asset(),
                        intent.amount(),
                        payments.window(wallet, intent.asset().symbol())));
    }

    /** What no waiting would change, for the Judge. */
    public static Optional<PaymentRefusal> never(Wallet wallet, PaymentOrder order) {
        PaymentIntent intent = PaymentIntent.of(wallet, order, null, null);
        return PaymentRules.never(wallet.policy(), intent.to(), intent.asset(), intent.amount());
    }

    /** INTENDED to SENDING, if both policies, the window and the chain allow it. */
    public Reservation reserve(Wallet known, UUID id, ChainHead head, @Nullable Instant notAfter) {
        payments.lock(known.tenant(), known.id());
        // Read again behind the lock: the policy may have become narrower a moment ago.
        Wallet wallet = required(known.tenant(), known.agent());
        Payment payment = payments.find(wallet.tenant(), id).orElseThrow();
        if (payment.state() != PaymentState.INTENDED) {
            return refused(PaymentRefusal.of("DUPLICATE_EFFECT", "this payment was sent already"));
        }
        Optional<Payment> ahead = payments.sending(wallet);
        if (ahead.isPresent()) {
            return refused(busy(wallet, ahead.get()));
        }
        if (payments.lockAccount(wallet)) {
            return refused(OTHERS_PAY);
        }
        Optional<PaymentRefusal> refusal = refusal(wallet, payment);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (head.nonce() <= payments.highestOnChain(wallet)) {
            return refused(new PaymentRefusal(
                    "CHAIN_BEHIND", "the RPC does not know of an earlier payment yet", null, CHAIN_BEHIND));
        }
        payments.renumber(payment, head.nonce());
        Optional<Duration> left = payments.reserve(wallet, payment, head.block(), notAfter);
        if (left.isEmpty()) {
            return refused(PaymentRefusal.of("EXPIRED", "the call came after the moment it named as its last"));
        }
        return new Reservation.Reserved(payments.find(wallet.tenant(), id).orElseThrow(), left.get());
    }

    private PaymentRefusal busy(Wallet wallet, Payment ahead) {
        String person = open.waitsForPerson(wallet.tenant(), wallet.id())
                ? "; the chain does not know it, so a person has to say what became of it: chimera wallets"
                : open.find(wallet.tenant(), ahead.id())
                        .map(OpenPayment::review)
                        .map(review -> "; a person has to say what became of it, in review " + review
                                + ": chimera review list")
                        .orElse("");
        return new PaymentRefusal(
                "WALLET_BUSY",
                "the payment of " + ahead.shown() + " is not settled yet, and they go one by one" + person,
                null,
                BUSY);
    }

    /** SENDING to CONFIRMED; false when it was settled before. */
    public boolean confirm(Payment payment, String hash, BigInteger feeWei) {
        payments.lock(payment.tenant(), payment.wallet());
        return payments.finish(payment, PaymentState.CONFIRMED, hash, feeWei, null);
    }

    /** To CONFIRMED, because a person found it where we could not look; even if we know of no attempt to send it. */
    public void confirmUnseen(TenantId tenant, UUID effect) {
        payments.ofEffect(tenant, effect).ifPresent(payment -> {
            payments.lock(tenant, payment.wallet());
            payments.confirmUnseen(payment);
        });
    }

    /**
     * The chain has it, although a person said that it was not paid, or did not know its transaction. Those that wait move
     * up behind it.
     *
     * @return false when this transaction is another payment's, when one that took its nonce is not settled yet, or when
     *     nothing is left to correct
     */
    public boolean found(Payment payment, String hash, BigInteger feeWei) {
        payments.lock(payment.tenant(), payment.wallet());
        return payments.correct(payment, hash, feeWei, null);
    }

    /** The same where the chain has it, and nothing was paid by it: the money is there, its nonce is not. */
    public boolean foundReverted(Payment payment, String hash, BigInteger feeWei, Failure failure) {
        payments.lock(payment.tenant(), payment.wallet());
        return payments.correct(payment, hash, feeWei, failure);
    }

    /** SENDING to REVERTED: mined, and nothing was paid. */
    public boolean revert(Payment payment, String hash, @Nullable BigInteger feeWei, Failure failure) {
        payments.lock(payment.tenant(), payment.wallet());
        return payments.finish(payment, PaymentState.REVERTED, hash, feeWei, failure);
    }

    /** SENDING to INTENDED: it was certainly not broadcast. */
    public boolean putBack(Payment payment) {
        payments.lock(payment.tenant(), payment.wallet());
        return payments.putBack(payment);
    }

    /** It is given up, and its nonce is free: the next payment of the wallet takes it, so that both can't be mined. */
    public void abandon(TenantId tenant, UUID effect, Failure failure) {
        payments.ofEffect(tenant, effect).ifPresent(payment -> abandon(payment, failure));
    }

    /** The same for one that is known; false when it was settled before. */
    public boolean abandon(Payment payment, Failure failure) {
        payments.lock(payment.tenant(), payment.wallet());
        // Read again behind the lock: the nonce of one that waits may have changed.
        return payments.find(payment.tenant(), payment.id())
                .map(now -> payments.abandon(now, failure))
                .orElse(false);
    }

    private List<WalletPolicy> policies(Wallet wallet, Payment payment) {
        WalletPolicy present = wallet.policy();
        return payment.policyVersion() == present.version()
                ? List.of(present)
                : List.of(policies.find(wallet.tenant(), wallet.id(), payment.policyVersion()), present);
    }

    private static Reservation refused(PaymentRefusal refusal) {
        return new Reservation.Refused(refusal);
    }
}
