package dev.chimera.worker;

import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.TaskHints;
import dev.chimera.task.LeaseRescue;
import java.time.Duration;
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

    ClaimWatch(TaskWorker worker, LeaseRescue rescue, ProcessLease lease, TaskHints hints) {
        this.worker = worker;
        this.rescue = rescue;
        this.lease = lease;
        this.hints = hints;
    }

    void look() {
        worker.interruptOverdue();
        hints.hint(rescue.giveBack(lease.current(), GRACE, worker::worksOn));
    }
}
