package dev.chimera.worker;

import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ENGAGEMENT: proposes to post what CONTENT_GEN, its first dependency, wrote. It changes nothing of it.
 *
 * <p>Result {@code {"proposal":{"tool":"post_tweet","arguments":{"text","is_ai_labeled"}},"sources","material","doubt"}}.
 */
@Component
class EngagementHandler implements TaskHandler {

    @Override
    public TaskType type() {
        return TaskType.ENGAGEMENT;
    }

    @Override
    public Outcome handle(TaskContext context) {
        Task content =
                context.dependencies().isEmpty() ? null : context.dependencies().getFirst();
        if (content == null) {
            return handWritten(context.task());
        }
        ObjectNode written = content.result();
        if (written == null || written.path("text").asString("").isBlank()) {
            return new Outcome.Fail(new Failure(
                    "INVALID_TASK",
                    "an ENGAGEMENT task needs a CONTENT_GEN task before it that wrote a text",
                    "submit it with one"));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putObject("proposal")
                .put("tool", "post_tweet")
                .putObject("arguments")
                .put("text", written.path("text").asString())
                .put("is_ai_labeled", written.path("is_ai_labeled").asBoolean(true));
        result.set("sources", written.path("sources").deepCopy());
        result.set("material", written.path("material").deepCopy());
        if (written.path("doubt").isString()) {
            result.put("doubt", written.path("doubt").asString());
        }
        Double confidence = content.confidence();
        return new Outcome.Done(result, confidence == null ? 0.9 : confidence);
    }

    /** An OPERATOR may write the text in the payload; the Judge leaves it to another person to decide. */
    private static Outcome handWritten(Task task) {
        String text = task.payload().path("text").asString("");
        if (text.isBlank()) {
            return new Outcome.Fail(new Failure(
                    "INVALID_TASK",
                    "an ENGAGEMENT task needs a text in its payload, or a CONTENT_GEN task before it",
                    "submit it with {\"payload\":{\"text\":\"...\"}}"));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode arguments = result.putObject("proposal")
                .put("tool", "post_tweet")
                .putObject("arguments")
                .put("text", text)
                .put("is_ai_labeled", task.payload().path("is_ai_labeled").asBoolean(true));
        if (task.payload().path("media_ids").isArray()) {
            arguments.set("media_ids", task.payload().path("media_ids").deepCopy());
        }
        result.putArray("sources");
        return new Outcome.Done(result, 0.5);
    }
}
