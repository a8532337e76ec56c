package dev.chimera.worker;

import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.TaskHints;
import dev.chimera.task.LeaseRescue;
import dev.chimera.task.Task;
import dev.chimera.task.TasksEnded;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Looks after what this process holds. A lease covers everything that the process claimed, so nobody else can: what takes
 * too long is interrupted, and a claim whose commit was never heard of (fault 4) is given back.
 */
@Component
class ClaimWatch {

    static final Duration EVERY = Duration.ofSeconds(1);

    /** Between the commit of a claim and the start of its thread lies far less. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final TaskWorker worker;
    private final LeaseRescue rescue;
    private final ProcessLease lease;
    private final TaskHints hints;
    private final WorkerProperties properties;
    private final ApplicationEventPublisher events;

    ClaimWatch(
            TaskWorker worker,
            LeaseRescue rescue,
            ProcessLease lease,
            TaskHints hints,
            WorkerProperties properties,
            ApplicationEventPublisher events) {
        this.worker = worker;
        this.rescue = rescue;
        this.lease = lease;
        this.hints = hints;
        this.properties = properties;
        this.events = events;
    }

    void look() {
        worker.interruptOverdue();
        List<Task> back = rescue.giveBack(lease.current(), GRACE, properties.maxAttempts(), worker::worksOn);
        hints.hint(back);
        List<Task> parked =
                back.stream().filter(task -> task.status().isFinal()).toList();
        if (!parked.isEmpty()) {
            events.publishEvent(new TasksEnded(parked));
        }
    }
}
