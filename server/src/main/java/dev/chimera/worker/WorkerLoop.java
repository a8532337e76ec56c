package dev.chimera.worker;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.StreamReaders;
import dev.chimera.task.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts and stops the readers of the four task streams. Stopping lets what is in flight end, within a bound. */
@Component
class WorkerLoop implements SmartLifecycle {

    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final StreamReaders readers;
    private final TaskWorker worker;
    private final ClaimWatch watch;
    private final OutcomeWriter outcomes;
    private final ProcessRoles roles;
    private final List<StreamReaders.Running> running = new ArrayList<>();
    private @Nullable BackgroundAgent watching;

    WorkerLoop(StreamReaders readers, TaskWorker worker, ClaimWatch watch, OutcomeWriter outcomes, ProcessRoles roles) {
        this.readers = readers;
        this.worker = worker;
        this.watch = watch;
        this.outcomes = outcomes;
        this.roles = roles;
    }

    @Override
    public void start() {
        if (roles.has(ProcessRoles.Part.WORKER)) {
            for (TaskType type : TaskType.values()) {
                running.add(readers.start(StreamName.tasks(type), worker, 1));
            }
            watching = BackgroundAgent.start("claim-watch", ClaimWatch.EVERY, watch::look);
        }
    }

    @Override
    public void stop() {
        try {
            for (StreamReaders.Running reading : running) {
                reading.stop(Duration.ofSeconds(5));
            }
            running.clear();
            if (watching != null) {
                watching.stop(Duration.ofSeconds(2));
                watching = null;
            }
            worker.drain(DRAIN);
            outcomes.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !running.isEmpty();
    }

    @Override
    public int getPhase() {
        return ProcessLease.PHASE + 100;
    }
}
