package dev.chimera.bench.faults;

import dev.chimera.budget.Balance;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds a drained system against what must be, from two witnesses: PostgreSQL and the ledger. I6, that it drains at all,
 * is the harness's to see.
 */
final class Invariants {

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final List<Violation> violations = new ArrayList<>();

    private Invariants(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /** @param campaigns how many were handed in, and so must be there and complete */
    static List<Violation> check(JdbcClient jdbc, Ledger ledger, int campaigns) {
        Invariants invariants = new Invariants(jdbc, ledger);
        invariants.nothingIsLost(campaigns);
        invariants.nothingHappensTwice();
        invariants.onlyKnownTransitions();
        invariants.confirmedMeansDone();
        invariants.doubtIsNeverRepeated();
        invariants.theBooksAreBalanced();
        return List.copyOf(invariants.violations);
    }

    /** What PostgreSQL alone can tell, for runs whose outside world has other witnesses. */
    static List<Violation> ofTheDatabase(JdbcClient jdbc) {
        Invariants invariants = new Invariants(jdbc, new Ledger(List.of()));
        invariants.nothingIsLost(
                jdbc.sql("SELECT count(*) FROM campaigns").query(Integer.class).single());
        invariants.onlyKnownTransitions();
        invariants.doubtIsNeverRepeated();
        return List.copyOf(invariants.violations);
    }

    private void violated(String invariant, List<String> details) {
        details.forEach(detail -> violations.add(new Violation(invariant, detail)));
    }

    private List<String> query(String sql) {
        return jdbc.sql(sql).query((row, number) -> row.getString(1)).list();
    }

    private void nothingIsLost(int campaigns) {
        violated("I1", query("""
                SELECT 'task ' || id || ' ended ' || status || coalesce(' without a code, or with ' || error_code, '')
                FROM tasks
                WHERE status NOT IN ('COMPLETED', 'FAILED') OR (status = 'FAILED') <> (error_code IS NOT NULL)
                """));
        violated("I1", query("""
                SELECT 'task ' || a.task_id || ' was planned and is gone' FROM audit_log a
                WHERE a.event = 'TaskPlanned'
                  AND NOT EXISTS (SELECT FROM tasks t WHERE t.tenant_id = a.tenant_id AND t.id = a.task_id)
                """));
        violated("I1", query("""
                SELECT 'campaign ' || c.id || ' wants ' || c.posts_wanted || ' posts, is ' || c.status || ' and has '
                       || count(t.id) || ' that were planned for it'
                FROM campaigns c
                LEFT JOIN tasks t ON t.tenant_id = c.tenant_id AND t.campaign_id = c.id AND t.type = 'ENGAGEMENT'
                GROUP BY c.tenant_id, c.id
                HAVING c.status <> 'COMPLETED' OR count(t.id) < c.posts_wanted
                """));
        int there =
                jdbc.sql("SELECT count(*) FROM campaigns").query(Integer.class).single();
        if (there != campaigns) {
            violations.add(new Violation("I1", campaigns + " campaigns were handed in, " + there + " are there"));
        }
    }

    private void nothingHappensTwice() {
        Map<UUID, List<String>> byEffect = new HashMap<>();
        ledger.entries()
                .forEach(entry -> byEffect.computeIfAbsent(entry.effectId(), effect -> new ArrayList<>())
                        .add(entry.id()));
        byEffect.forEach((effect, entries) -> {
            if (entries.size() > 1) {
                violations.add(new Violation("I2", "effect " + effect + " is in the ledger as " + entries));
            }
        });
    }

    /** A row of the audit log that moved a task. */
    private record Step(
            UUID task,
            String event,
            @Nullable UUID from,
            @Nullable UUID to) {}

    private void onlyKnownTransitions() {
        Map<UUID, Walk> walks = new HashMap<>();
        List<Step> steps = jdbc.sql("""
                        SELECT task_id, event, from_version, to_version FROM audit_log
                        WHERE task_id IS NOT NULL AND event LIKE 'Task%' ORDER BY seq
                        """)
                .query((row, number) -> new Step(
                        row.getObject("task_id", UUID.class),
                        row.getString("event"),
                        row.getObject("from_version", UUID.class),
                        row.getObject("to_version", UUID.class)))
                .list();
        for (Step step : steps) {
            walks.computeIfAbsent(step.task(), task -> new Walk()).take(step);
        }
        jdbc.sql("SELECT id, status, version_id FROM tasks")
                .query((row, number) -> walks.computeIfAbsent(row.getObject("id", UUID.class), task -> new Walk())
                        .arrive(
                                row.getObject("id", UUID.class),
                                TaskStatus.valueOf(row.getString("status")),
                                row.getObject("version_id", UUID.class)))
                .list()
                .forEach(details -> violated("I3", details));
    }

    /** One task's way through the lifecycle, as the audit log tells it. */
    private static final class Walk {

        private @Nullable TaskStatus status;
        private @Nullable Step last;
        private final Set<UUID> left = new HashSet<>();
        private final List<String> wrong = new ArrayList<>();

        void take(Step step) {
            if (step.event().equals("TaskPlanned")) {
                if (status != null) {
                    wrong.add("task " + step.task() + " was planned again");
                }
                status = TaskStatus.PENDING;
            } else if (step.event().equals("TaskFreed")) {
                if (status != TaskStatus.PENDING) {
                    wrong.add("task " + step.task() + " had TaskFreed while it was " + status);
                }
                leave(step);
            } else {
                TaskStatus before = status;
                status = Arrays.stream(TaskLifecycle.values())
                        .filter(edge -> edge.event().equals(step.event()) && edge.from() == before)
                        .map(TaskLifecycle::to)
                        .findFirst()
                        .orElse(null);
                if (status == null) {
                    wrong.add("task " + step.task() + " had " + step.event() + " while it was " + before);
                }
                leave(step);
            }
            last = step;
        }

        private void leave(Step step) {
            if (step.from() == null || !left.add(step.from())) {
                wrong.add("task " + step.task() + " left version " + step.from() + " more than once");
            }
            Step before = last;
            if (before != null && !java.util.Objects.equals(before.to(), step.from())) {
                wrong.add("task " + step.task() + " had " + step.event() + " at " + step.from() + ", but "
                        + before.event() + " had led to " + before.to());
            }
        }

        List<String> arrive(UUID task, TaskStatus now, UUID version) {
            Step end = last;
            if (status != now) {
                wrong.add("task " + task + " is " + now + ", but its trail ends at " + status);
            }
            if (end != null && !version.equals(end.to())) {
                wrong.add("task " + task + " is at version " + version + ", but its trail ends at " + end.to());
            }
            return wrong;
        }
    }

    private record Known(UUID id, String state, @Nullable String code) {}

    private void confirmedMeansDone() {
        Set<UUID> happened = ledger.effects();
        List<Known> effects = jdbc.sql("SELECT id, state, error_code FROM effects")
                .query((row, number) ->
                        new Known(row.getObject("id", UUID.class), row.getString("state"), row.getString("error_code")))
                .list();
        Set<UUID> known = new HashSet<>();
        for (Known effect : effects) {
            known.add(effect.id());
            if (effect.state().equals("CONFIRMED") && !happened.contains(effect.id())) {
                violations.add(new Violation("I4", "effect " + effect.id() + " is CONFIRMED and not in the ledger"));
            }
            if (effect.state().equals("FAILED") && happened.contains(effect.id())) {
                violations.add(new Violation(
                        "I5", "effect " + effect.id() + " is FAILED (" + effect.code() + ") and in the ledger"));
            }
            if (effect.state().equals("INTENDED") || effect.state().equals("SENDING")) {
                violations.add(new Violation("I5", "effect " + effect.id() + " is still " + effect.state()));
            }
        }
        happened.stream()
                .filter(effect -> !known.contains(effect))
                .forEach(effect -> violations.add(
                        new Violation("I4", "effect " + effect + " is in the ledger, and nobody intended it")));
    }

    /** SENDING comes once, and again only after a refusal that said that nothing happened. */
    private void doubtIsNeverRepeated() {
        violated("I5", query("""
                SELECT 'effect ' || effect || ' was sent although its state was ' || coalesce(before, 'unheard of')
                FROM (SELECT evidence ->> 'effect_id' AS effect, event,
                             lag(event) OVER (PARTITION BY evidence ->> 'effect_id' ORDER BY seq) AS before
                      FROM audit_log WHERE event LIKE 'Effect%' AND evidence ->> 'effect_id' IS NOT NULL) e
                WHERE event = 'EffectSending'
                  AND coalesce(before, '') NOT IN ('EffectIntended', 'EffectPostponed', 'EffectAdvanced')
                """));
    }

    /** Of the ledger of money, that is: what every day has spent and reserved is what its entries say. */
    private void theBooksAreBalanced() {
        violated("I7", Balance.violations(jdbc));
    }
}
