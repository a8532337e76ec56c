package dev.chimera.worker;

import dev.chimera.broker.Entry;
import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.StreamSink;
import dev.chimera.broker.Streams;
import dev.chimera.broker.TaskParking;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDependencies;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Claims what the streams hint at and runs the handlers, one virtual thread a task.
 *
 * <p>A task that some worker died with twice is a suspect: suspects run one at a time in a process, so that the one that
 * kills is found, and those that only stood beside it are not blamed a third time.
 */
@Component
class TaskWorker implements StreamSink {

    private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);
    /** What a handler threw: nobody foresaw it. */
    static final String UNEXPECTED = "INTERNAL";

    private static final int SUSPECT_AFTER = 2;
    /** Twice as many as there are streams to read. */
    private static final int SHARES = 2 * TaskType.values().length;

    private static final Duration GOING_BACK = Duration.ofSeconds(5);
    private static final Duration UNINTERRUPTIBLE = Duration.ofMinutes(1);
    private static final Duration ROOM_WAIT = Duration.ofMillis(500);

    private final TaskStore tasks;
    private final TaskDependencies dependencies;
    private final Streams streams;
    private final ProcessLease lease;
    private final OutcomeWriter outcomes;
    private final TaskParking parking;
    private final WorkerProperties properties;
    private final Map<TaskType, TaskHandler> handlers = new EnumMap<>(TaskType.class);

    private final Semaphore slots;
    private final Semaphore suspects = new Semaphore(1);
    private volatile long lastClaim = System.nanoTime();
    private volatile long lastEnd = System.nanoTime();
    private final Map<TaskRef, Attempt> inFlight = new ConcurrentHashMap<>();
    private final ThreadFactory threads = Thread.ofVirtual().name("task-", 0).factory();

    private volatile boolean stopping;

    /** An attempt at a task, and until when it may take, by the monotonic clock. */
    private record Attempt(Thread thread, long deadline, AtomicBoolean overdue) {}

    TaskWorker(
            TaskStore tasks,
            TaskDependencies dependencies,
            Streams streams,
            ProcessLease lease,
            OutcomeWriter outcomes,
            TaskParking parking,
            WorkerProperties properties,
            List<TaskHandler> handlers) {
        this.tasks = tasks;
        this.dependencies = dependencies;
        this.streams = streams;
        this.lease = lease;
        this.outcomes = outcomes;
        this.parking = parking;
        this.properties = properties;
        handlers.forEach(handler -> this.handlers.put(handler.type(), handler));
        this.slots = new Semaphore(properties.slots(), true);
        lease.onLoss(this::cancelAll);
    }

    @Override
    public int awaitRoom(int most) throws InterruptedException {
        if (!slots.tryAcquire(ROOM_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            return 0;
        }
        int room = 1;
        // A reader holds its room while it waits for entries: those of idle streams must leave some for the busy one.
        int share = Math.max(1, properties.slots() / SHARES);
        int wanted = Math.min(Math.min(most, share) - 1, slots.availablePermits());
        if (wanted > 0 && slots.tryAcquire(wanted)) {
            room += wanted;
        }
        return room;
    }

    @Override
    public void giveBack(int room) {
        slots.release(room);
    }

    @Override
    public int accept(List<Entry> entries) {
        List<Task> claimed = tasks.claim(entries.stream().map(Entry::ref).toList(), lease.current());
        if (!claimed.isEmpty()) {
            lastClaim = System.nanoTime();
        }
        CrashPoint.AFTER_CLAIM_BEFORE_ACKNOWLEDGE.reached();
        streams.acknowledge(entries);
        Supplier<Map<TaskRef, List<Task>>> waitedFor = dependenciesOf(claimed);
        claimed.forEach(task -> start(task, waitedFor));
        return claimed.size();
    }

    /** Read for all at once; when that fails, each task looks for its own, so that it fails alone. */
    private Supplier<Map<TaskRef, List<Task>>> dependenciesOf(List<Task> claimed) {
        try {
            Map<TaskRef, List<Task>> waitedFor = dependencies.of(claimed);
            return () -> waitedFor;
        } catch (RuntimeException | Error e) {
            LOG.warn("what {} tasks waited for is read one by one: {}", claimed.size(), e.toString());
            return Map::of;
        }
    }

    private List<Task> waitedFor(Task task, Supplier<Map<TaskRef, List<Task>>> read) {
        Map<TaskRef, List<Task>> found = read.get();
        return found.isEmpty()
                ? dependencies.of(List.of(task)).getOrDefault(task.ref(), List.of())
                : found.getOrDefault(task.ref(), List.of());
    }

    @Override
    public boolean park(Entry entry, Failure why) {
        parking.park(entry.ref(), TaskStatus.PENDING, "worker:" + lease.current(), why);
        return true;
    }

    private void start(Task task, Supplier<Map<TaskRef, List<Task>>> waitedFor) {
        Thread thread = threads.newThread(() -> run(task, waitedFor));
        long deadline = System.nanoTime() + properties.timeout().toNanos();
        inFlight.put(task.ref(), new Attempt(thread, deadline, new AtomicBoolean()));
        thread.start();
    }

    private void run(Task task, Supplier<Map<TaskRef, List<Task>>> waitedFor) {
        boolean suspect = task.crashes() >= SUSPECT_AFTER;
        boolean alone = false;
        try {
            if (suspect) {
                suspects.acquire();
                alone = true;
            }
            write(task, handle(task, waitedFor));
        } catch (InterruptedException e) {
            LOG.info("task {} was cancelled", task.id());
        } catch (RuntimeException | Error e) {
            // It is still claimed; the watch gives it back.
            LOG.error("what task {} ({}) came to is lost", task.id(), task.type(), e);
        } finally {
            inFlight.remove(task.ref());
            lastEnd = System.nanoTime();
            slots.release();
            if (alone) {
                suspects.release();
            }
        }
    }

    private Outcome handle(Task task, Supplier<Map<TaskRef, List<Task>>> waitedFor) throws InterruptedException {
        TaskHandler handler = handlers.get(task.type());
        if (handler == null) {
            return new Outcome.Fail(
                    new Failure("NO_HANDLER", "nothing here does tasks of type " + task.type(), "submit another type"));
        }
        try {
            return handler.handle(new TaskContext(task, waitedFor(task, waitedFor)));
        } catch (InterruptedException e) {
            return interrupted(task, e);
        } catch (RuntimeException | Error e) {
            LOG.error("task {} ({}) met an unexpected error, it is tried again", task.id(), task.type(), e);
            return new Outcome.Retry(
                    Failure.of(UNEXPECTED, "an unexpected error in the " + task.type() + " handler: " + e),
                    properties.backoffAfter(task.attempt()));
        }
    }

    /** With the lease lost there is nothing to say: the task is somebody else's. */
    private Outcome interrupted(Task task, InterruptedException e) throws InterruptedException {
        Attempt attempt = inFlight.get(task.ref());
        if (attempt != null && attempt.overdue().get()) {
            return new Outcome.Retry(
                    Failure.of(
                            "TIMED_OUT",
                            "it took longer than " + properties.timeout().toSeconds() + " s"),
                    properties.backoffAfter(task.attempt()));
        }
        if (stopping) {
            return new Outcome.Retry(Failure.of("STOPPED", "the process that worked on it was stopped"), Duration.ZERO);
        }
        throw e;
    }

    private void write(Task task, Outcome outcome) throws InterruptedException {
        try {
            outcomes.write(task, outcome);
        } catch (RuntimeException | Error e) {
            LOG.error("what task {} ({}) came to can't be stored", task.id(), task.type(), e);
            outcomes.write(
                    task,
                    new Outcome.Fail(Failure.of("INVALID_RESULT", "the database refuses what its worker handed in")));
        }
    }

    /** How long this process has claimed nothing. */
    Duration sinceLastClaim() {
        return Duration.ofNanos(System.nanoTime() - lastClaim);
    }

    /**
     * Whether every slot is taken by what may still come to an end: then claiming nothing is no sign of a fault. What hangs
     * for longer than a handler may take, and lets itself not be interrupted, is one.
     */
    boolean isFull() {
        return slots.availablePermits() == 0
                && System.nanoTime() - lastEnd
                        < properties.timeout().plus(UNINTERRUPTIBLE).toNanos();
    }

    /** Interrupts what takes too long. */
    void interruptOverdue() {
        long now = System.nanoTime();
        for (Attempt attempt : inFlight.values()) {
            if (now - attempt.deadline() >= 0 && attempt.overdue().compareAndSet(false, true)) {
                attempt.thread().interrupt();
            }
        }
    }

    boolean worksOn(TaskRef task) {
        return inFlight.containsKey(task);
    }

    private void cancelAll() {
        inFlight.values().forEach(attempt -> attempt.thread().interrupt());
    }

    /** Waits until nothing is in flight any more, up to the bound; then interrupts what is left, which goes back. */
    void drain(Duration bound) throws InterruptedException {
        if (isIdleWithin(bound)) {
            return;
        }
        stopping = true;
        cancelAll();
        if (!isIdleWithin(GOING_BACK)) {
            LOG.warn("{} tasks do not let themselves be interrupted; others take them over", inFlight.size());
        }
    }

    private boolean isIdleWithin(Duration bound) throws InterruptedException {
        boolean idle = slots.tryAcquire(properties.slots(), bound.toMillis(), TimeUnit.MILLISECONDS);
        if (idle) {
            slots.release(properties.slots());
        }
        return idle;
    }

    int inFlight() {
        return inFlight.size();
    }
}
