package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TaskDependenciesTests {

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final TaskStore store = server.bean(TaskStore.class);
    private final UUID worker = Leases.alive(server);

    /** Brings tasks to the moment before the Judge's verdict. */
    private List<Task> submitted(List<Task> tasks) {
        List<Task> claimed = store.claim(tasks.stream().map(Task::ref).toList(), worker);
        return store.move(claimed.stream()
                        .map(task -> Transition.along(TaskLifecycle.SUBMIT, task.ref(), "test"))
                        .toList())
                .tasks();
    }

    private TaskStore.Moved approve(Task... tasks) {
        return store.move(java.util.Arrays.stream(tasks)
                .map(task -> Transition.along(TaskLifecycle.APPROVE, task.ref(), "judge"))
                .toList());
    }

    @Test
    void holdsATaskBackUntilTheLastOneThatItWaitsForIsCompleted() {
        NewTask first = campaign.newTask(TaskType.RESEARCH);
        NewTask second = campaign.newTask(TaskType.RESEARCH);
        NewTask last = campaign.newTask(TaskType.CONTENT_GEN, first.id(), second.id());
        List<Task> planned = campaign.plan(first, second, last);
        assertThat(store.claim(List.of(planned.get(2).ref()), worker)).isEmpty();
        List<Task> judged = submitted(planned.subList(0, 2));

        assertThat(approve(judged.get(0)).freed()).isEmpty();
        assertThat(store.claim(List.of(campaign.task(last.id()).ref()), worker)).isEmpty();

        List<Task> freed = approve(judged.get(1)).freed();
        assertThat(freed).extracting(Task::id).containsExactly(last.id());
        assertThat(store.claim(List.of(freed.getFirst().ref()), worker)).hasSize(1);
    }

    @Test
    void writesDownThatATaskWasFreed() {
        NewTask first = campaign.newTask(TaskType.RESEARCH);
        NewTask last = campaign.newTask(TaskType.CONTENT_GEN, first.id());
        List<Task> planned = campaign.plan(first, last);

        Task freed =
                approve(submitted(planned.subList(0, 1)).getFirst()).freed().getFirst();

        assertThat(campaign.trail(last.id())).containsExactly("TaskPlanned", "TaskFreed");
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE event = 'TaskFreed' AND actor = 'judge'"
                                + " AND from_version = ? AND to_version = ?",
                        planned.get(1).version().value(),
                        freed.version().value()))
                .isOne();
    }

    @Test
    void freesATaskOnceWhenAllThatItWaitsForIsCompletedInOneBatch() {
        NewTask first = campaign.newTask(TaskType.RESEARCH);
        NewTask second = campaign.newTask(TaskType.RESEARCH);
        NewTask last = campaign.newTask(TaskType.CONTENT_GEN, first.id(), second.id());
        List<Task> judged = submitted(campaign.plan(first, second, last).subList(0, 2));
        assertThat(approve(judged.toArray(Task[]::new)).freed())
                .extracting(Task::id)
                .containsExactly(last.id());
    }

    /** Each of two transactions sees the other's dependency open when it begins; one of them must free the dependent. */
    @RepeatedTest(5)
    void freesEveryDependentWhenItsDependenciesCompleteAtTheSameMoment() throws Exception {
        List<Task> left = new ArrayList<>();
        List<Task> right = new ArrayList<>();
        List<NewTask> all = new ArrayList<>();
        List<NewTask> dependents = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            NewTask a = campaign.newTask(TaskType.RESEARCH);
            NewTask b = campaign.newTask(TaskType.RESEARCH);
            dependents.add(campaign.newTask(TaskType.CONTENT_GEN, a.id(), b.id()));
            all.addAll(List.of(a, b, dependents.getLast()));
        }
        store.plan(all, "test");
        for (int i = 0; i < all.size(); i += 3) {
            left.add(campaign.task(all.get(i).id()));
            right.add(campaign.task(all.get(i + 1).id()));
        }
        List<List<Task>> sides = List.of(submitted(left), submitted(right));
        List<TaskId> freed = Collections.synchronizedList(new ArrayList<>());
        Together.run(2, number -> {
            for (int from = 0; from < 40; from += 8) {
                approve(sides.get(number).subList(from, from + 8).toArray(Task[]::new))
                        .freed()
                        .forEach(task -> freed.add(task.id()));
            }
        });
        assertThat(freed)
                .containsExactlyInAnyOrderElementsOf(
                        dependents.stream().map(NewTask::id).toList());
        assertThat(campaign.count(
                        "SELECT count(*) FROM tasks WHERE tenant_id = ? AND waiting_on > 0",
                        campaign.tenant().value()))
                .isZero();
    }

    @Test
    void givesTheResultsOfWhatATaskWaitedForOldestFirst() {
        NewTask first = campaign.newTask(TaskType.RESEARCH);
        NewTask last = campaign.newTask(TaskType.CONTENT_GEN, first.id());
        Task done = approve(submitted(campaign.plan(first, last).subList(0, 1)).getFirst())
                .tasks()
                .getFirst();
        Task waiting = campaign.task(last.id());
        assertThat(server.bean(TaskDependencies.class).of(List.of(waiting)).get(waiting.ref()))
                .extracting(Task::ref)
                .containsExactly(done.ref());
    }
}
