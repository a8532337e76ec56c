package dev.chimera.judge;

import dev.chimera.broker.Crew;
import dev.chimera.broker.EffectHints;
import dev.chimera.broker.Entry;
import dev.chimera.broker.Loop;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.StreamReaders;
import dev.chimera.broker.StreamSink;
import dev.chimera.broker.Streams;
import dev.chimera.broker.TaskHints;
import dev.chimera.broker.TaskParking;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Reads {@code chimera:reviews}, has each batch judged, and hints what follows from it. */
@Component
class JudgeLoop extends Crew implements StreamSink {

    private final Judge judge;
    private final Streams streams;
    private final StreamReaders readers;
    private final ProcessRoles roles;
    private final Announcements announcements;
    private final TaskParking parking;

    JudgeLoop(
            Judge judge,
            Streams streams,
            StreamReaders readers,
            ProcessRoles roles,
            Announcements announcements,
            TaskParking parking) {
        this.judge = judge;
        this.streams = streams;
        this.readers = readers;
        this.roles = roles;
        this.announcements = announcements;
        this.parking = parking;
    }

    /** Acknowledged after the commit: a judge that dies in between leaves the entry for another. */
    @Override
    public int accept(List<Entry> entries) throws InterruptedException {
        judge.judge(entries.stream().map(Entry::ref).distinct().toList(), moved -> {
            CrashPoint.AFTER_COMMIT_BEFORE_HINT.reached();
            announcements.of(moved);
        });
        streams.acknowledge(entries);
        return 0;
    }

    @Override
    public boolean park(Entry entry, Failure why) {
        parking.park(entry.ref(), TaskStatus.REVIEW, VerdictWriter.ACTOR, why);
        return true;
    }

    /** Tells whoever is next. */
    @Component
    static final class Announcements {

        private final TaskHints tasks;
        private final EffectHints effects;
        private final ApplicationEventPublisher events;

        Announcements(TaskHints tasks, EffectHints effects, ApplicationEventPublisher events) {
            this.tasks = tasks;
            this.effects = effects;
            this.events = events;
        }

        void of(TaskStore.Moved moved) {
            tasks.hint(moved.freed());
            tasks.hint(with(moved, TaskStatus.PENDING));
            effects.hint(with(moved, TaskStatus.IN_PROGRESS));
            List<Task> ended = moved.tasks().stream()
                    .filter(task -> task.status().isFinal())
                    .toList();
            if (!ended.isEmpty()) {
                events.publishEvent(new TasksEnded(ended));
            }
        }

        private static List<Task> with(TaskStore.Moved moved, TaskStatus status) {
            return moved.tasks().stream()
                    .filter(task -> task.status() == status)
                    .toList();
        }
    }

    @Override
    protected List<Loop> begin() {
        return roles.has(ProcessRoles.Part.JUDGE) ? List.of(readers.start(StreamName.REVIEWS, this, 1)) : List.of();
    }
}
