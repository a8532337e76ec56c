package dev.chimera.api;

import dev.chimera.audit.AuditRow;
import dev.chimera.audit.AuditTrail;
import dev.chimera.effect.Effect;
import dev.chimera.effect.EffectStore;
import dev.chimera.effect.TaskCanceller;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDocument;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskStatus;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/tasks}: the tasks, and all that happened to one. */
@RestController
@RequestMapping("/v1/tasks")
class TaskEndpoint {

    private static final int LONGEST_LIST = 10_000;

    private final TaskQueries tasks;
    private final AuditTrail trail;
    private final EffectStore effects;
    private final TaskIntake intake;
    private final TaskCanceller canceller;

    TaskEndpoint(TaskQueries tasks, AuditTrail trail, EffectStore effects, TaskIntake intake, TaskCanceller canceller) {
        this.tasks = tasks;
        this.trail = trail;
        this.effects = effects;
        this.intake = intake;
        this.canceller = canceller;
    }

    record Listing(List<Item> tasks) {}

    record Item(
            ObjectNode task,
            UUID campaignId,
            String agent,
            UUID versionId,
            int attempt,
            @Nullable Code error,
            Instant updatedAt) {}

    record Code(String code, String message) {}

    record Whole(
            ObjectNode task,
            UUID campaignId,
            String agent,
            UUID versionId,
            int attempt,
            @Nullable Code error,
            Instant updatedAt,
            List<AuditRow> trail,
            List<EffectItem> effects,
            JsonNode sources,
            @Nullable ObjectNode result,
            @Nullable ObjectNode feedback) {}

    record EffectItem(
            UUID id,
            String tool,
            ObjectNode arguments,
            String contentHash,
            String state,
            Instant readyAt,
            @Nullable String externalId,
            @Nullable Code error) {}

    record Submitted(UUID taskId) {}

    record Cancelled(UUID taskId, String status) {}

    @GetMapping
    Listing list(
            Caller.Person caller,
            @RequestParam(required = false) @Nullable UUID campaign,
            @RequestParam(required = false) @Nullable String agent,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > LONGEST_LIST) {
            throw ChimeraException.badInput(
                    "INVALID_LIMIT", "limit is " + limit, "choose a limit from 1 to " + LONGEST_LIST);
        }
        TaskQueries.Filter filter = new TaskQueries.Filter(null, campaign, agent, parse(status), limit);
        return new Listing(tasks.list(caller.tenant(), filter).stream()
                .map(TaskEndpoint::item)
                .toList());
    }

    private static @Nullable TaskStatus parse(@Nullable String status) {
        if (status == null) {
            return null;
        }
        String wanted = status.toUpperCase(Locale.ROOT);
        return Arrays.stream(TaskStatus.values())
                .filter(known -> known.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ChimeraException.badInput(
                        "INVALID_STATUS",
                        "there is no status \"" + status + "\"",
                        "choose from " + Arrays.toString(TaskStatus.values())));
    }

    @GetMapping("/{id}")
    Whole one(Caller.Person caller, @PathVariable UUID id) {
        TaskId taskId = new TaskId(id);
        TaskQueries.Named named = tasks.list(caller.tenant(), new TaskQueries.Filter(id, null, null, null, 1)).stream()
                .findFirst()
                .orElseThrow(() -> notFound(id));
        Task task = named.task();
        Item item = item(named);
        JsonNode sources = task.result() == null
                ? JsonNodeFactory.instance.arrayNode()
                : task.result().path("sources");
        return new Whole(
                item.task(),
                item.campaignId(),
                item.agent(),
                item.versionId(),
                item.attempt(),
                item.error(),
                item.updatedAt(),
                trail.of(caller.tenant(), taskId),
                effects.ofTask(caller.tenant(), taskId).stream()
                        .map(TaskEndpoint::effect)
                        .toList(),
                sources.isArray() ? sources : JsonNodeFactory.instance.arrayNode(),
                task.result(),
                task.feedback());
    }

    @PostMapping
    Submitted submit(Caller.Person caller, @RequestBody JsonNode document) {
        caller.require(Role.OPERATOR);
        return new Submitted(intake.submit(caller, document).value());
    }

    @PostMapping("/{id}/cancel")
    Cancelled cancel(Caller.Person caller, @PathVariable UUID id) {
        caller.require(Role.OPERATOR);
        Task task = canceller
                .cancel(caller.tenant(), new TaskId(id), caller.actor())
                .orElseThrow(() -> notFound(id));
        return new Cancelled(id, task.status().name());
    }

    private static ChimeraException notFound(UUID id) {
        return ChimeraException.notFound("TASK_NOT_FOUND", "there is no task " + id, "chimera tasks lists them");
    }

    private static Item item(TaskQueries.Named named) {
        Task task = named.task();
        return new Item(
                TaskDocument.of(task),
                task.campaign().value(),
                named.agentName(),
                task.version().value(),
                task.attempt(),
                code(task.failure()),
                task.updatedAt());
    }

    private static EffectItem effect(Effect effect) {
        return new EffectItem(
                effect.id().value(),
                effect.tool(),
                effect.arguments(),
                effect.hash().hex(),
                effect.state().name(),
                effect.readyAt(),
                effect.externalId(),
                code(effect.failure()));
    }

    private static @Nullable Code code(@Nullable Failure failure) {
        return failure == null ? null : new Code(failure.code(), Objects.requireNonNull(failure.message()));
    }
}
