package dev.chimera.worker;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Backlog;
import dev.chimera.broker.BrokerProperties;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Faults;
import dev.chimera.broker.Loop;
import dev.chimera.broker.Pulse;
import dev.chimera.broker.TaskHints;
import dev.chimera.task.ClaimableTasks;
import dev.chimera.task.LeaseRescue;
import dev.chimera.task.Tallies;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TasksEnded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Makes good what was lost: hints again whatever is claimable and unclaimed for 5 s, brings the backlog of a tenant as
 * room appears, and takes tasks away from processes that died. Every process sweeps; a hint that waits already is not
 * added again, and a rescue is a compare-and-set, so more than one does no harm.
 */
@Component
class TaskSweeper extends Crew {

    private static final Logger LOG = LoggerFactory.getLogger(TaskSweeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final long FORGET_EVERY = TimeUnit.HOURS.toNanos(1);
    private static final long FOLD_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final ClaimableTasks claimable;
    private final LeaseRescue rescue;
    private final Tallies tallies;
    private final TaskHints hints;
    private final Backlog backlog;
    private final BrokerProperties broker;
    private final WorkerProperties properties;
    private final ApplicationEventPublisher events;

    private long forgetAt = System.nanoTime();
    private long foldAt = System.nanoTime();

    TaskSweeper(
            ClaimableTasks claimable,
            LeaseRescue rescue,
            Tallies tallies,
            TaskHints hints,
            Backlog backlog,
            BrokerProperties broker,
            WorkerProperties properties,
            ApplicationEventPublisher events) {
        this.claimable = claimable;
        this.rescue = rescue;
        this.tallies = tallies;
        this.hints = hints;
        this.backlog = backlog;
        this.broker = broker;
        this.properties = properties;
        this.events = events;
    }

    private void turn() throws InterruptedException {
        boolean backlogged = backlog.await(EVERY);
        try {
            rescue();
        } catch (RuntimeException | Error e) {
            if (Faults.pass(e)) {
                throw e;
            }
            LOG.error("nothing can be rescued; what is ready is hinted all the same", e);
        }
        Pulse.beat();
        sweep(backlogged ? Duration.ZERO : PATIENCE);
        if (System.nanoTime() - forgetAt >= 0) {
            forgetAt = System.nanoTime() + FORGET_EVERY;
            rescue.forgetEnded();
        }
        if (System.nanoTime() - foldAt >= 0) {
            foldAt = System.nanoTime() + FOLD_EVERY;
            tallies.fold();
        }
    }

    private void rescue() {
        List<Task> rescued = rescue.rescue(properties.maxCrashes());
        if (rescued.isEmpty()) {
            return;
        }
        hints.hint(rescued.stream()
                .filter(task -> task.status() == TaskStatus.PENDING)
                .toList());
        List<Task> parked =
                rescued.stream().filter(task -> task.status().isFinal()).toList();
        if (!parked.isEmpty()) {
            events.publishEvent(new TasksEnded(parked));
        }
    }

    /** Twice the bound: at most so many wait in the stream already, so as many new ones are found if there are any. */
    private void sweep(Duration patience) {
        List<Task> overdue = claimable.overdue(patience, 2 * broker.hintsPerTenant());
        if (!overdue.isEmpty()) {
            hints.hint(overdue);
        }
    }

    @Override
    protected List<Loop> begin() {
        return List.of(BackgroundAgent.start("task-sweeper", Duration.ZERO, this::turn));
    }
}
