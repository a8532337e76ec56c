package dev.chimera.worker;

import dev.chimera.failure.Failure;
import dev.chimera.task.TaskType;
import org.springframework.stereotype.Component;

/** TRANSACTION: nothing here can pay, so it is refused, clearly and at once. */
@Component
class TransactionHandler implements TaskHandler {

    @Override
    public TaskType type() {
        return TaskType.TRANSACTION;
    }

    @Override
    public Outcome handle(TaskContext context) {
        return new Outcome.Fail(new Failure(
                "NO_COMMERCE_BRIDGE",
                "this agent has no way to pay: there is no commerce bridge yet",
                "leave payments out of the campaign"));
    }
}
