package dev.chimera.worker;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Loop;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.StreamReaders;
import dev.chimera.task.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Starts and stops the readers of the four task streams. Stopping lets what is in flight end, within a bound. */
@Component
class WorkerLoop extends Crew {

    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final StreamReaders readers;
    private final TaskWorker worker;
    private final ClaimWatch watch;
    private final OutcomeWriter outcomes;
    private final ProcessRoles roles;

    WorkerLoop(StreamReaders readers, TaskWorker worker, ClaimWatch watch, OutcomeWriter outcomes, ProcessRoles roles) {
        this.readers = readers;
        this.worker = worker;
        this.watch = watch;
        this.outcomes = outcomes;
        this.roles = roles;
    }

    @Override
    protected List<Loop> begin() {
        List<Loop> loops = new ArrayList<>();
        if (roles.has(ProcessRoles.Part.WORKER)) {
            for (TaskType type : TaskType.values()) {
                loops.add(readers.start(StreamName.tasks(type), worker, 1));
            }
            loops.add(BackgroundAgent.start("claim-watch", ClaimWatch.EVERY, watch::look));
        }
        return loops;
    }

    @Override
    protected void end() throws InterruptedException {
        worker.drain(DRAIN);
        outcomes.close();
    }
}
