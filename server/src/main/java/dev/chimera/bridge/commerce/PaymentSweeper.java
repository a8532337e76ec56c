package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Loop;
import dev.chimera.broker.Pulse;
import dev.chimera.wallet.OpenPayment;
import dev.chimera.wallet.OpenPaymentStore;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentState;
import dev.chimera.wallet.WalletStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;

/**
 * Looks up what became of agents' own payments whose answer was lost, as the reconciler does for effects, which have tasks
 * that it comes by. What the chain knows is settled; the rest stays SENDING, and a person can decide about it. Several servers
 * may do it at once: a payment is settled once, whoever looked.
 */
@Component
@Conditional(HasBridgeRole.class)
class PaymentSweeper extends Crew {

    /** A look may take an AgentKit of its own, and no more of them run than this. */
    private static final int BATCH = 16;

    private static final Logger LOG = LoggerFactory.getLogger(PaymentSweeper.class);
    /** The chain may have to be asked many times for one of them, and AgentKit to be started first. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String ACTOR = "payment-sweeper";

    private final OpenPaymentStore open;
    private final WalletStore wallets;
    private final PaymentLookup lookup;
    private final CommerceProperties properties;

    /** Where the next pass goes on, so that those whom no chain ever knows don't keep the others from being looked at. */
    private @Nullable Payment last;

    /** Why the last look failed; empty when it did not. */
    private volatile String unreadable = "";

    PaymentSweeper(OpenPaymentStore open, WalletStore wallets, PaymentLookup lookup, CommerceProperties properties) {
        this.open = open;
        this.wallets = wallets;
        this.lookup = lookup;
        this.properties = properties;
    }

    @Override
    protected List<Loop> begin() {
        return List.of(
                BackgroundAgent.start("payment-sweeper", properties.sweepEvery(), PATIENCE, this::sweep),
                BackgroundAgent.start("payment-rechecker", properties.recheckEvery(), PATIENCE, this::recheck));
    }

    /** One pass, by one thread. */
    private void sweep() throws InterruptedException {
        List<OpenPayment> batch = open.stale(last, BATCH);
        for (OpenPayment each : batch) {
            last = each.payment();
            Pulse.beat();
            settle(each);
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped between two payments");
            }
        }
        if (batch.size() < BATCH) {
            last = null;
        }
    }

    /** A person said what became of them; what the chain says otherwise is set right. One pass, by one thread. */
    private void recheck() throws InterruptedException {
        @Nullable Payment before = null;
        List<OpenPayment> batch;
        do {
            batch = open.decided(before, BATCH);
            for (OpenPayment each : batch) {
                before = each.payment();
                Pulse.beat();
                recheck(each);
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped between two payments");
                }
            }
        } while (batch.size() == BATCH);
    }

    private void recheck(OpenPayment each) {
        Payment payment = each.payment();
        Author author = new Author(payment.tenant(), each.agent(), ACTOR, null, null, null);
        try {
            lookup.late(
                    author,
                    payment,
                    payment.state() == PaymentState.CONFIRMED
                            ? PaymentLookup.Standing.CONFIRMED
                            : PaymentLookup.Standing.FAILED);
        } catch (UnreadableChainException e) {
            tellOnce(payment, e);
        } catch (RuntimeException | Error e) {
            passBy(payment, e);
        }
    }

    private void settle(OpenPayment each) {
        Payment payment = each.payment();
        Author author = new Author(payment.tenant(), each.agent(), ACTOR, null, null, null);
        try {
            wallets.find(payment.tenant(), each.agent()).ifPresent(wallet -> lookup.settle(author, wallet, payment));
            unreadable = "";
        } catch (UnreadableChainException e) {
            tellOnce(payment, e);
        } catch (RuntimeException | Error e) {
            passBy(payment, e);
        }
    }

    /** It stays as it is, and a person can decide about it; those behind it are looked at. */
    private static void passBy(Payment payment, Throwable e) {
        LOG.error("payment {} can't be looked up", payment.id(), e);
    }

    /** A chain that is away for days is told of once, and not for every payment in every pass. */
    private void tellOnce(Payment payment, UnreadableChainException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(unreadable)) {
            LOG.info("payment {} can't be looked up yet: {}", payment.id(), why);
        }
        unreadable = why;
    }
}
