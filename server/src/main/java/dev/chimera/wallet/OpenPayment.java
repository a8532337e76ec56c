package dev.chimera.wallet;

import dev.chimera.persona.AgentId;
import java.time.Duration;

/**
 * A payment, and how it stands with whoever looks after it.
 *
 * @param agent whose wallet it leaves
 * @param age since it was reserved, or intended where it was not reserved yet; by the database's clock
 */
public record OpenPayment(AgentId agent, Payment payment, Duration age) {

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

    /** Only a person can say what became of it, unless the chain still learns of it. */
    boolean waitsForPerson() {
        return isOwn() && !isSettled() && !inFlight().isPositive();
    }
}
