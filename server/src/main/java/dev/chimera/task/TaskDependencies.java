package dev.chimera.task;

import dev.chimera.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What a task waited for, with the results. */
@Repository
public class TaskDependencies {

    static final String OF = """
            SELECT d.task_id AS dependent_id, t.*
            FROM unnest(?::uuid[], ?::uuid[]) AS r(tenant_id, id)
            CROSS JOIN LATERAL (
                SELECT d.* FROM task_dependencies d WHERE d.tenant_id = r.tenant_id AND d.task_id = r.id OFFSET 0) d
            CROSS JOIN LATERAL (
                SELECT t.* FROM tasks t WHERE t.tenant_id = d.tenant_id AND t.id = d.depends_on_id OFFSET 0) t
            ORDER BY d.task_id, t.created_at, t.id
            """;

    private final JdbcTemplate jdbc;

    TaskDependencies(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The dependencies of each task that has any, oldest first. One query, or none for types that never have any. */
    public Map<TaskRef, List<Task>> of(List<Task> tasks) {
        List<Task> candidates =
                tasks.stream().filter(task -> task.type() != TaskType.RESEARCH).toList();
        if (candidates.isEmpty()) {
            return Map.of();
        }
        record Key(TenantId tenant, TaskId task) {}
        Map<Key, List<Task>> found = new HashMap<>();
        jdbc.query(
                BatchStatement.of(OF, candidates)
                        .uuids(task -> task.tenant().value())
                        .uuids(task -> task.id().value()),
                row -> {
                    Task dependency = TaskRows.map(row);
                    TaskId dependent = new TaskId(row.getObject("dependent_id", UUID.class));
                    found.computeIfAbsent(new Key(dependency.tenant(), dependent), key -> new ArrayList<>())
                            .add(dependency);
                });
        Map<TaskRef, List<Task>> byTask = new HashMap<>();
        for (Task task : candidates) {
            List<Task> dependencies = found.get(new Key(task.tenant(), task.id()));
            if (dependencies != null) {
                byTask.put(task.ref(), dependencies);
            }
        }
        return byTask;
    }
}
