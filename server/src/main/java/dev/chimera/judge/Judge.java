package dev.chimera.judge;

import dev.chimera.broker.GoalHints;
import dev.chimera.broker.Pulse;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDependencies;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Judges a batch and commits the verdicts. What turns out to be at another version than it was judged at is signalled as
 * RESYNC, read again and judged again, at most five times with jitter (specification 4).
 */
@Component
class Judge {

    static final int ATTEMPTS = 5;
    private static final Duration SLICE = Duration.ofMillis(100);

    private final TaskQueries tasks;
    private final TaskDependencies dependencies;
    private final BriefStore briefs;
    private final PaymentBriefs payments;
    private final OthersStore others;
    private final TaskAssessor assessor;
    private final VerdictRule rule;
    private final VerdictWriter writer;
    private final Resync resync;

    Judge(
            TaskQueries tasks,
            TaskDependencies dependencies,
            BriefStore briefs,
            PaymentBriefs payments,
            OthersStore others,
            TaskAssessor assessor,
            VerdictRule rule,
            VerdictWriter writer,
            Resync resync) {
        this.tasks = tasks;
        this.dependencies = dependencies;
        this.briefs = briefs;
        this.payments = payments;
        this.others = others;
        this.assessor = assessor;
        this.rule = rule;
        this.writer = writer;
        this.resync = resync;
    }

    /**
     * Judges what is still in REVIEW at the version that its hint names, slice by slice: a batch of posts that each take a
     * tenth of a second to judge does not hold the first verdict back until the last.
     *
     * @param announce told of each slice after its commit
     */
    void judge(List<TaskRef> hinted, Consumer<TaskStore.Moved> announce) throws InterruptedException {
        Deque<Task> waiting = new ArrayDeque<>(inReview(tasks.atVersion(hinted)));
        while (!waiting.isEmpty()) {
            announce.accept(judgeSlice(waiting));
            Pulse.beat();
        }
    }

    private TaskStore.Moved judgeSlice(Deque<Task> waiting) throws InterruptedException {
        List<Task> done = new ArrayList<>();
        List<Task> freed = new ArrayList<>();
        List<VerdictWriter.Judged> judged = judgeActive(waiting);
        for (int attempt = 1; !judged.isEmpty(); attempt++) {
            TaskStore.Moved moved = writer.commit(judged);
            done.addAll(moved.tasks());
            freed.addAll(moved.freed());
            if (moved.tasks().size() == judged.size() || attempt == ATTEMPTS) {
                break;
            }
            List<Task> stale = judged.stream()
                    .map(each -> each.theCase().task())
                    .filter(task -> !moved.contains(task.id()))
                    .toList();
            judged = judgeActive(new ArrayDeque<>(resync.reread(stale, attempt)));
        }
        return new TaskStore.Moved(done, freed);
    }

    private static List<Task> inReview(List<Task> tasks) {
        return tasks.stream().filter(task -> task.status() == TaskStatus.REVIEW).toList();
    }

    /** A paused campaign or agent waits; its tasks are hinted again when it goes on. */
    private List<VerdictWriter.Judged> judgeActive(Deque<Task> waiting) {
        List<Task> all = List.copyOf(waiting);
        Map<TaskRef, List<Task>> madeFrom = dependencies.of(all);
        Map<BriefStore.Key, Brief> briefed = briefs.of(all);
        Map<Said, List<String>> said = new HashMap<>();
        Neighbours neighbours = new Neighbours(others);
        List<VerdictWriter.Judged> judged = new ArrayList<>(all.size());
        long sliceEnd = System.nanoTime() + SLICE.toNanos();
        while (!waiting.isEmpty() && System.nanoTime() - sliceEnd < 0) {
            Task task = waiting.removeFirst();
            Brief brief = briefed.get(BriefStore.Key.of(task));
            if (brief == null || !brief.active()) {
                continue;
            }
            List<String> earlier = earlier(task, brief, said);
            Case theCase = new Case(
                    task,
                    madeFrom.getOrDefault(task.ref(), List.of()),
                    brief,
                    earlier,
                    neighbours.of(task, brief),
                    payments.of(task));
            Verdict verdict = rule.decide(task, assessor.assess(theCase));
            if (verdict instanceof Verdict.Accept || verdict instanceof Verdict.Approve) {
                remember(task, earlier);
            }
            if (verdict instanceof Verdict.Approve) {
                neighbours.approved(task, brief);
            }
            judged.add(new VerdictWriter.Judged(theCase, verdict));
        }
        return judged;
    }

    private record Said(BriefStore.Key campaign, boolean drafts) {}

    private List<String> earlier(Task task, Brief brief, Map<Said, List<String>> said) {
        if (!Neighbours.isPost(task)) {
            return List.of();
        }
        boolean drafts = task.type() == TaskType.CONTENT_GEN;
        return said.computeIfAbsent(
                new Said(BriefStore.Key.of(task), drafts), key -> new ArrayList<>(briefs.said(brief, drafts)));
    }

    /** Two that are alike may come in one batch: the second one meets the first. */
    private static void remember(Task task, List<String> earlier) {
        Neighbours.post(task).ifPresent(earlier::addFirst);
    }

    /** What happens when a verdict met another version. */
    @Component
    static class Resync {

        private static final int LONGEST_PAUSE_MS = 40;

        private final TaskQueries tasks;
        private final GoalHints goals;
        private final Counter signalled;

        Resync(TaskQueries tasks, GoalHints goals, MeterRegistry meters) {
            this.tasks = tasks;
            this.goals = goals;
            this.signalled = Counter.builder("chimera.judge.resync")
                    .description("Verdicts that found another version than they were made for")
                    .register(meters);
        }

        /** Signals RESYNC for each, waits a little, and gives back those that are still in REVIEW, as they now are. */
        List<Task> reread(List<Task> stale, int attempt) throws InterruptedException {
            List<Task> again = new ArrayList<>();
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, (long) LONGEST_PAUSE_MS * attempt));
            for (Task judged : stale) {
                Optional<Task> found = tasks.find(judged.tenant(), judged.id());
                signalled.increment();
                goals.resync(judged, found);
                found.filter(task -> task.status() == TaskStatus.REVIEW).ifPresent(again::add);
            }
            return again;
        }
    }
}
