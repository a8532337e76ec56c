package dev.chimera.worker;

import dev.chimera.failure.ChimeraException;
import dev.chimera.task.TaskType;
import dev.chimera.wallet.PaymentOrder;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * TRANSACTION: proposes the payment that its payload orders, and nothing that anybody wrote elsewhere. It reads no source,
 * so no text that came from outside can have had a say in it.
 *
 * <p>Result {@code {"proposal":{"tool":"transfer","arguments":{"to","asset","amount","memo"}},"why","sources"}}.
 */
@Component
class TransactionHandler implements TaskHandler {

    @Override
    public TaskType type() {
        return TaskType.TRANSACTION;
    }

    @Override
    public Outcome handle(TaskContext context) {
        PaymentOrder order;
        try {
            order = PaymentOrder.read(context.task().payload(), "payload");
        } catch (ChimeraException e) {
            return new Outcome.Fail(e.failure());
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putObject("proposal").put("tool", "transfer").set("arguments", order.arguments());
        if (order.reason() != null) {
            result.put("why", order.reason());
        }
        result.putArray("sources");
        return new Outcome.Done(result, 1);
    }
}
