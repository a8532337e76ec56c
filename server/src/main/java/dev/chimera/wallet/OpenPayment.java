package dev.chimera.wallet;

import dev.chimera.persona.AgentId;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment, and how it stands with whoever looks after it.
 *
 * @param agent whose wallet it leaves
 * @param age since it was reserved, or intended where it was not reserved yet; by the database's clock
 * @param review the question about what became of it, where a person was asked
 */
public record OpenPayment(
        AgentId agent,
        Payment payment,
        Duration age,
        @Nullable UUID review) {

    /**
     * After this nobody sends an agent's own payment any more, and whoever looks finds it if it is there: a minute in which it
     * may be sent ({@link PaymentStore#VALID_FOR}), and another one for clocks that differ and a network that is slow.
     */
    static final Duration IN_FLIGHT = Duration.ofMinutes(2);

    /** An agent's own call has no effect, and so no review in which a person is asked about it. */
    boolean isOwn() {
        return payment.effect() == null;
    }

    boolean isSettled() {
        return switch (payment.state()) {
            case INTENDED, SENDING -> false;
            case CONFIRMED, REVERTED, FAILED -> true;
        };
    }

    /** How long it may still be sent, or on its way; not positive when no longer. */
    Duration inFlight() {
        return IN_FLIGHT.minus(age);
    }

    /** Why it is not settled, in a sentence; null where nothing but its turn is missing. */
    @Nullable
    String why() {
        if (isSettled() || payment.state() != PaymentState.SENDING) {
            return null;
        }
        if (waitsForPerson()) {
            return "nobody knows whether it was paid, and the chain does not show it: a person has to say so"
                    + " (chimera wallets settle); until then nothing else leaves the wallet";
        }
        if (review != null) {
            return "nobody knows whether it was paid, and the chain does not show it: a person has to say so in review "
                    + review
                    + " (chimera review list); until then its money stays reserved, and nothing else leaves the"
                    + " wallet";
        }
        return inFlight().isPositive()
                ? "it is being paid"
                : "nobody knows whether it was paid: it is looked for on the chain, and then a person is asked; until then"
                        + " its money stays reserved, and nothing else leaves the wallet";
    }

    /** Only a person can say what became of it, unless the chain still learns of it. */
    boolean waitsForPerson() {
        return isOwn() && !isSettled() && !inFlight().isPositive();
    }
}
