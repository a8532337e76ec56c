package dev.chimera.judge;

import dev.chimera.audit.AuditEntry;
import dev.chimera.audit.AuditTrail;
import dev.chimera.effect.EffectStore;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.review.Question;
import dev.chimera.review.ReviewStore;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Commits verdicts: the tasks, the intents of what was approved, and the questions to people, in one transaction, each
 * under the task's version and the campaign's.
 */
@Component
class VerdictWriter {

    static final String ACTOR = "judge";

    private final TaskStore tasks;
    private final EffectStore effects;
    private final ReviewStore reviews;
    private final AuditTrail trail;
    private final JudgeProperties properties;
    private final DeadlockRetry transactions;

    VerdictWriter(
            TaskStore tasks,
            EffectStore effects,
            ReviewStore reviews,
            AuditTrail trail,
            JudgeProperties properties,
            DeadlockRetry transactions) {
        this.tasks = tasks;
        this.effects = effects;
        this.reviews = reviews;
        this.trail = trail;
        this.properties = properties;
        this.transactions = transactions;
    }

    record Judged(Case theCase, Verdict verdict) {}

    /** What was committed; a task that is missing was at another version, or its campaign was. */
    TaskStore.Moved commit(List<Judged> batch) {
        if (batch.stream().allMatch(VerdictWriter::movesOnlyItsTask)) {
            return tasks.move(batch.stream().map(this::transition).toList());
        }
        return Objects.requireNonNull(transactions.inTransaction(status -> commitWithIntents(batch)));
    }

    private static boolean movesOnlyItsTask(Judged judged) {
        return switch (judged.verdict()) {
            case Verdict.Accept accept -> HostileDrafts.in(judged).isEmpty();
            case Verdict.Reject reject -> HostileDrafts.in(judged).isEmpty();
            case Verdict.Refuse refuse -> HostileDrafts.in(judged).isEmpty();
            case Verdict.Approve approve -> false;
            case Verdict.Escalate escalate -> false;
        };
    }

    private TaskStore.Moved commitWithIntents(List<Judged> batch) {
        TaskStore.Moved moved = tasks.move(batch.stream().map(this::transition).toList());
        Map<TaskId, Judged> byTask = new HashMap<>();
        batch.forEach(judged -> byTask.put(judged.theCase().task().id(), judged));
        List<EffectStore.Intent> intents = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        List<AuditEntry> attempts = new ArrayList<>();
        for (Task task : moved.tasks()) {
            Judged judged = Objects.requireNonNull(byTask.get(task.id()));
            attempts.addAll(HostileDrafts.in(judged));
            switch (judged.verdict()) {
                case Verdict.Approve approve
                when !task.dryRun() ->
                    intents.add(new EffectStore.Intent(
                            task,
                            approve.proposal().tool(),
                            approve.proposal().arguments(),
                            approve.proposal().hashFor(task.agent()),
                            ACTOR));
                case Verdict.Escalate escalate -> questions.add(question(task, escalate));
                case Verdict.Approve rehearsed -> {}
                case Verdict.Accept accept -> {}
                case Verdict.Reject reject -> {}
                case Verdict.Refuse refuse -> {}
            }
        }
        trail.append(attempts);
        reviews.open(questions);
        Set<TaskId> intended = effects.intend(intents);
        return withoutDuplicates(moved, intents, intended);
    }

    /** The database refuses a second intent to say the same thing: such a task ends here, in the same transaction. */
    private TaskStore.Moved withoutDuplicates(
            TaskStore.Moved moved, List<EffectStore.Intent> intents, Set<TaskId> intended) {
        List<Transition> duplicates = intents.stream()
                .map(EffectStore.Intent::task)
                .filter(task -> !intended.contains(task.id()))
                .map(task -> Transition.failing(
                        task.ref(),
                        TaskStatus.IN_PROGRESS,
                        ACTOR,
                        Failure.of("DUPLICATE", "the agent has said exactly this already, or is about to")))
                .toList();
        if (duplicates.isEmpty()) {
            return moved;
        }
        Map<TaskId, Task> ended = new HashMap<>();
        tasks.move(duplicates).tasks().forEach(task -> ended.put(task.id(), task));
        return new TaskStore.Moved(
                moved.tasks().stream()
                        .map(task -> ended.getOrDefault(task.id(), task))
                        .toList(),
                moved.freed());
    }

    private Question question(Task task, Verdict.Escalate escalate) {
        return new Question(
                task,
                Question.Kind.PROPOSAL,
                escalate.proposal(),
                escalate.proposal().hashFor(task.agent()),
                escalate.assessment().score(),
                escalate.why(),
                task.submittedBy(),
                properties.reviewExpiry());
    }

    private Transition transition(Judged judged) {
        Task task = judged.theCase().task();
        Transition base = switch (judged.verdict()) {
            case Verdict.Accept accept -> Transition.along(TaskLifecycle.APPROVE, task.ref(), ACTOR);
            case Verdict.Approve approve ->
                Transition.along(task.dryRun() ? TaskLifecycle.APPROVE : TaskLifecycle.INTEND, task.ref(), ACTOR);
            case Verdict.Escalate escalate -> Transition.along(TaskLifecycle.ESCALATE, task.ref(), ACTOR);
            case Verdict.Reject reject ->
                Transition.along(TaskLifecycle.REJECT, task.ref(), ACTOR).withFeedback(feedback(reject));
            case Verdict.Refuse refuse -> Transition.failing(task.ref(), TaskStatus.REVIEW, ACTOR, refuse.failure());
        };
        Assessment assessment = judged.verdict().assessment();
        return base.under(judged.theCase().brief().version())
                .withScore(assessment.score())
                .onEvidence(evidence(assessment));
    }

    private static ObjectNode feedback(Verdict.Reject reject) {
        ObjectNode feedback = evidence(reject.assessment());
        feedback.put("code", reject.feedback().code());
        feedback.put("message", reject.feedback().message());
        return feedback;
    }

    private static ObjectNode evidence(Assessment assessment) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("score", assessment.score());
        ObjectNode parts = evidence.putObject("parts");
        for (Part part : assessment.parts()) {
            parts.putObject(part.name()).put("value", part.value()).put("why", part.why());
        }
        if (!assessment.violations().isEmpty()) {
            ArrayNode violations = evidence.putArray("violations");
            assessment
                    .violations()
                    .forEach(violation ->
                            violations.addObject().put("code", violation.code()).put("message", violation.message()));
        }
        return evidence;
    }
}
