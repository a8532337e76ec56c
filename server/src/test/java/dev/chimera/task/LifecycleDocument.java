package dev.chimera.task;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code docs/task-lifecycle.md}, from {@link TaskLifecycle}. */
final class LifecycleDocument {

    private static final Set<TaskStatus> FINAL = EnumSet.of(TaskStatus.COMPLETED, TaskStatus.FAILED);

    private LifecycleDocument() {}

    static String text() {
        return """
                # A task's life

                Nothing changes the status of a task but along one of these edges. Every edge gives the task a new
                `version_id`, and names the one that it found: who comes with an old version changes nothing. Every edge
                writes its event into `audit_log`, in the statement that takes it; `TaskReleased` with the code, the message and
                the number of the attempt that ended so. A task that waits for others gets a new version, and the event
                `TaskFreed`, when one of them completes.

                Generated from `TaskLifecycle.java`; `./chimera test` fails when this page is stale, and says how to write it
                anew.

                ```mermaid
                stateDiagram-v2
                    [*] --> PENDING: plan
                %s
                %s
                ```

                | edge | from | to | event in the audit log | when |
                |---|---|---|---|---|
                | `PLAN` | | PENDING | `TaskPlanned` | the Planner, or a person, wants it done |
                %s
                """.formatted(arrows(), ends(), rows());
    }

    private static String arrows() {
        return Arrays.stream(TaskLifecycle.values())
                .map(edge -> "    " + edge.from() + " --> " + edge.to() + ": " + verb(edge))
                .collect(Collectors.joining("\n"));
    }

    private static String ends() {
        return FINAL.stream().map(status -> "    " + status + " --> [*]").collect(Collectors.joining("\n"));
    }

    private static String rows() {
        return Arrays.stream(TaskLifecycle.values())
                .map(edge -> "| `" + edge + "` | " + edge.from() + " | " + edge.to() + " | `" + edge.event() + "` | "
                        + edge.meaning() + " |")
                .collect(Collectors.joining("\n"));
    }

    private static String verb(TaskLifecycle edge) {
        return edge.name().toLowerCase(java.util.Locale.ROOT);
    }
}
