package dev.chimera.planner;

import dev.chimera.broker.TaskHints;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.task.NewTask;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import dev.chimera.task.Transition;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Looks at a campaign and does what is missing. Safe to repeat, at any moment, by any process. */
@Component
class CampaignPlanner {

    private static final String ACTOR = "planner";
    private static final Failure GOAL_CHANGED =
            Failure.of("GOAL_CHANGED", "the goal of its campaign was reworded, and it is planned anew");

    private final PlanStore plans;
    private final TaskStore tasks;
    private final TaskHints hints;
    private final DeadlockRetry transactions;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    CampaignPlanner(
            PlanStore plans,
            TaskStore tasks,
            TaskHints hints,
            DeadlockRetry transactions,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.plans = plans;
        this.tasks = tasks;
        this.hints = hints;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    void lookAt(PlanStore.Key campaign) {
        if (!plans.deservesLook(campaign)) {
            return;
        }
        withdrawOutdated(campaign);
        abandonOrphans(campaign);
        plans.look(campaign).ifPresent(this::advance);
    }

    /** The goal was reworded: what is not written yet is written for the new one. */
    private void withdrawOutdated(PlanStore.Key campaign) {
        List<Transition> ends = plans.outdated(campaign).stream()
                .map(outdated -> Transition.failing(outdated.task(), outdated.status(), ACTOR, GOAL_CHANGED))
                .toList();
        if (!ends.isEmpty()) {
            events.publishEvent(new TasksEnded(tasks.move(ends).tasks()));
        }
    }

    /** A task that waits for one that failed never gets its turn; it ends with the reason. */
    private void abandonOrphans(PlanStore.Key campaign) {
        List<Transition> ends = plans.orphans(campaign).stream()
                .map(orphan -> Transition.failing(
                        orphan.task(),
                        TaskStatus.PENDING,
                        ACTOR,
                        new Failure(
                                "DEPENDENCY_FAILED",
                                "the " + orphan.failedType() + " task that it waits for failed: " + orphan.code(),
                                "")))
                .toList();
        if (!ends.isEmpty()) {
            List<Task> ended = tasks.move(ends).tasks();
            events.publishEvent(new TasksEnded(ended));
        }
    }

    private void advance(CampaignState campaign) {
        TaskId research = campaign.research();
        if (campaign.planWanted()) {
            plan(campaign, campaign.missing() > 0 ? TaskGraph.fresh(campaign, clock) : List.of());
        } else if (research != null && campaign.replaceable() > 0) {
            plan(campaign, TaskGraph.replacements(campaign, research, clock));
        } else if (campaign.open() == 0) {
            transactions.inTransaction(() -> plans.complete(campaign));
        }
    }

    private void plan(CampaignState campaign, List<NewTask> graph) {
        Optional<List<Task>> claimable = Optional.ofNullable(transactions.inTransaction(status -> {
            // The version check comes first: of two planners that looked at once, only one plans.
            return plans.planned(campaign) ? store(campaign, graph) : null;
        }));
        CrashPoint.AFTER_COMMIT_BEFORE_HINT.reached();
        claimable.ifPresent(hints::hint);
        if (claimable.isPresent() && graph.isEmpty() && campaign.orders().isEmpty()) {
            lookAt(new PlanStore.Key(campaign.tenant(), campaign.id()));
        }
    }

    private List<Task> store(CampaignState campaign, List<NewTask> graph) {
        List<NewTask> payments = TaskGraph.payments(campaign, clock);
        for (int i = 0; i < payments.size(); i++) {
            plans.ordered(campaign, campaign.orders().get(i), payments.get(i).id());
        }
        return tasks.plan(Stream.concat(graph.stream(), payments.stream()).toList(), ACTOR);
    }
}
