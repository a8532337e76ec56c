package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.WalletSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code campaign.payments} of a campaign file, and holds each against the wallet that stands in the same file. */
final class PaymentsSection {

    private static final int MOST = 100;

    private PaymentsSection() {}

    static List<PaymentOrder> read(JsonNode payments, @Nullable WalletSettings wallet) {
        List<PaymentOrder> orders = new ArrayList<>();
        if (payments.isMissingNode() || payments.isNull()) {
            return orders;
        }
        if (!payments.isArray() || payments.size() > MOST) {
            throw invalid("campaign.payments is not a list of at most " + MOST + " payments");
        }
        for (JsonNode payment : payments) {
            String where = "campaign.payments[" + orders.size() + "]";
            PaymentOrder order = PaymentOrder.read(payment, where);
            if (wallet == null) {
                throw invalid("campaign.payments need agent.wallet: from which wallet, and within which limits");
            }
            orders.add(order.in(check(order, wallet, where)));
        }
        return orders;
    }

    /**
     * What the same file forbids is a slip of whoever wrote it; the limits themselves are kept elsewhere.
     *
     * @return the asset, as the limits name it
     */
    private static String check(PaymentOrder order, WalletSettings wallet, String where) {
        Optional<Limit> limit = wallet.limits().stream()
                .filter(each -> each.asset().symbol().equals(order.asset()))
                .findFirst()
                .or(() -> wallet.limits().stream()
                        .filter(each -> each.asset().symbol().equalsIgnoreCase(order.asset()))
                        .findFirst());
        if (limit.isEmpty()) {
            throw ChimeraException.badInput(
                    "ASSET_NOT_ALLOWED",
                    where + ".asset: agent.wallet.limits names no " + PlainText.excerpt(order.asset(), 20),
                    "add a limit for it, or pay in another asset");
        }
        limit.get().asset().positive(order.amount(), where + ".amount");
        if (!wallet.allow().contains(order.to())) {
            throw ChimeraException.badInput(
                    "RECIPIENT_NOT_ALLOWED",
                    where + ".to: " + order.to() + " is not in agent.wallet.allow",
                    "add the address there if it is the right one");
        }
        return limit.get().asset().symbol();
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput(
                "INVALID_PAYMENTS", message, "list payments as {to, asset, amount, memo, reason}");
    }
}
