package dev.chimera.judge;

import dev.chimera.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the Judge judges.
 *
 * @param task the task in REVIEW, with the Worker's result
 * @param dependencies the tasks that it was made from, COMPLETED, and so judged
 * @param brief the campaign, at the version that the verdict will be committed under
 * @param earlierPosts what the agent said, or is about to say; the newest first
 * @param others what others have to do with it; {@link Others#NONE} for what is no post
 * @param payment what the Judge needs as CFO; null for a task that pays nothing
 */
public record Case(
        Task task,
        List<Task> dependencies,
        Brief brief,
        List<String> earlierPosts,
        Others others,
        @Nullable PaymentBrief payment) {

    public Case {
        dependencies = List.copyOf(dependencies);
        earlierPosts = List.copyOf(earlierPosts);
    }
}
