package dev.chimera.judge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.wallet.Asset;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The Judge as CFO. A payment has to be exactly what an OPERATOR ordered, and within the wallet's limits; above the
 * auto-approve limit a person decides. The parts are {@code as_ordered}, {@code allowed} and {@code policy}; none of them is
 * a matter of degree.
 */
@Component
class PaymentAssessor {

    Assessment assess(Case theCase, JsonNode proposal) {
        PaymentBrief brief = theCase.payment();
        if (!"transfer".equals(proposal.path("tool").asString(""))) {
            return refused(Violation.fail("UNKNOWN_TOOL", "a TRANSACTION may propose transfer and nothing else"));
        }
        if (brief == null || brief.wallet() == null) {
            return refused(Violation.fail("NO_WALLET", "the agent has no wallet: an OPERATOR can give it one"));
        }
        try {
            PaymentOrder order = PaymentOrder.read(theCase.task().payload(), "payload");
            if (!order.arguments().equals(proposal.path("arguments"))) {
                return refused(Violation.fail("NOT_THE_ORDER", "the proposal is not the payment that was ordered"));
            }
            return assess(brief, brief.wallet(), order);
        } catch (ChimeraException e) {
            return refused(Violation.fail(e.failure().code(), e.failure().message()));
        }
    }

    private static Assessment assess(PaymentBrief brief, Wallet wallet, PaymentOrder order) {
        Optional<PaymentRefusal> never = Payments.never(wallet, order);
        if (never.isPresent()) {
            return refused(Violation.fail(never.get().code(), never.get().message()));
        }
        List<Violation> violations = new ArrayList<>();
        Limit limit = wallet.policy().limit(order.asset()).orElseThrow();
        Asset asset = limit.asset();
        BigInteger amount = asset.positive(order.amount(), "amount");
        String what = asset.show(amount) + " to " + order.to() + " on "
                + wallet.network().label();
        if (!brief.ordered()) {
            violations.add(Violation.escalate("NOT_ORDERED", "no OPERATOR ordered to pay " + what));
        }
        if (amount.compareTo(limit.autoApprove()) > 0) {
            violations.add(Violation.escalate(
                    "OVER_AUTO_APPROVE",
                    what + " is over the " + asset.show(limit.autoApprove()) + " that need no person" + reason(order)
                            + later(brief)));
        }
        return Assessment.of(
                List.of(
                        new Part("as_ordered", 1, "it is the payment that was ordered, unchanged"),
                        new Part(
                                "allowed",
                                1,
                                "recipient, asset and amount are within the wallet's policy "
                                        + wallet.policy().version())),
                violations);
    }

    private static String reason(PaymentOrder order) {
        return order.reason() == null ? "" : "; the reason given: \"" + order.reason() + "\"";
    }

    private static String later(PaymentBrief brief) {
        PaymentRefusal now = brief.now();
        return now == null ? "" : "; it will have to wait: " + now.message();
    }

    private static Assessment refused(Violation violation) {
        return Assessment.of(List.of(), List.of(violation));
    }
}
