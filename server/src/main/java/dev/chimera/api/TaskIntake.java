package dev.chimera.api;

import dev.chimera.broker.TaskHints;
import dev.chimera.campaign.Campaign;
import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.CampaignStore;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.task.AgentTaskContract;
import dev.chimera.task.NewTask;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.PaymentOrder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes AgentTasks that a person wrote by hand: held against the contract first, then against what there is. */
@Component
class TaskIntake {

    private static final Set<String> NAMED =
            Set.of("task_id", "parent_goal_id", "type", "payload", "constraints", "status", "confidence_score");

    private final CampaignStore campaigns;
    private final TaskStore tasks;
    private final TaskHints hints;
    private final DeadlockRetry transactions;

    TaskIntake(CampaignStore campaigns, TaskStore tasks, TaskHints hints, DeadlockRetry transactions) {
        this.campaigns = campaigns;
        this.tasks = tasks;
        this.hints = hints;
        this.transactions = transactions;
    }

    TaskId submit(Caller.Person caller, JsonNode document) {
        ObjectNode valid = validate(document);
        Campaign campaign = campaign(caller, valid);
        if (TaskType.TRANSACTION.name().equals(valid.path("type").stringValue())) {
            PaymentOrder.read(valid.path("payload"), "/payload");
        }
        TaskId id = TaskId.parse(valid.path("task_id").stringValue());
        NewTask task = new NewTask(
                caller.tenant(),
                id,
                campaign.id(),
                campaign.agent(),
                TaskType.valueOf(valid.path("type").stringValue()),
                (ObjectNode) valid.path("payload"),
                valid.path("constraints") instanceof ObjectNode constraints ? constraints : null,
                extra(valid),
                List.of(),
                caller.user(),
                false);
        List<Task> planned =
                Objects.requireNonNull(transactions.inTransaction(status -> store(campaign, task, caller.actor())));
        hints.hint(planned);
        return id;
    }

    /** One transaction: a task of a campaign that stays COMPLETED would wait for ever. */
    private List<Task> store(Campaign campaign, NewTask task, String actor) {
        campaigns.reopen(campaign, actor);
        List<Task> planned = tasks.plan(List.of(task), actor);
        if (planned.isEmpty()) {
            throw ChimeraException.conflict(
                    "TASK_EXISTS", "there is a task " + task.id() + " already", "give it another task_id");
        }
        return planned;
    }

    private static ObjectNode validate(JsonNode document) {
        ObjectNode valid;
        try {
            valid = AgentTaskContract.validate(document);
        } catch (AgentTaskContract.ViolationException e) {
            throw ChimeraException.badInput(
                    e.isTooLarge() ? AgentTaskContract.TOO_LARGE : "INVALID_TASK",
                    "the AgentTask does not follow the contract: " + e.getMessage(),
                    "see schemas/agent-task.schema.json");
        }
        if (valid.toString().contains("\\u0000")) {
            throw ChimeraException.badInput(
                    "INVALID_TASK", "the AgentTask holds the character NUL, which can't be stored", "leave it out");
        }
        if (!TaskStatus.PENDING.name().equals(valid.path("status").stringValue())) {
            throw ChimeraException.badInput(
                    "INVALID_TASK",
                    "/status: a new task is PENDING, not "
                            + valid.path("status").stringValue(),
                    "submit it with status PENDING");
        }
        return valid;
    }

    /** The campaign that it names; without a name the tenant's only one. */
    private Campaign campaign(Caller.Person caller, ObjectNode document) {
        JsonNode named = document.path("parent_goal_id");
        if (named.isString()) {
            return uuid(named.stringValue(), caller);
        }
        List<Campaign> all = campaigns.list(caller.tenant());
        if (all.size() == 1) {
            return all.getFirst();
        }
        throw ChimeraException.badInput(
                "INVALID_TASK",
                "/parent_goal_id: is missing, and there are " + all.size() + " campaigns",
                "name one of those that chimera campaigns lists");
    }

    private Campaign uuid(String text, Caller.Person caller) {
        try {
            return campaigns
                    .find(caller.tenant(), new CampaignId(UUID.fromString(text)))
                    .orElseThrow(() -> noSuchCampaign(text));
        } catch (IllegalArgumentException e) {
            throw noSuchCampaign(text);
        }
    }

    private static ChimeraException noSuchCampaign(String text) {
        return ChimeraException.badInput(
                "INVALID_TASK",
                "/parent_goal_id: there is no campaign " + text,
                "name one of those that chimera campaigns lists");
    }

    private static @Nullable ObjectNode extra(ObjectNode document) {
        Set<String> unnamed = document.propertyNames().stream()
                .filter(name -> !NAMED.contains(name))
                .collect(Collectors.toSet());
        if (unnamed.isEmpty()) {
            return null;
        }
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        unnamed.forEach(name -> extra.set(name, document.path(name)));
        return extra;
    }
}
