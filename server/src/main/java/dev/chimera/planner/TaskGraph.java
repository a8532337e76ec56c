package dev.chimera.planner;

import dev.chimera.task.NewTask;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskType;
import dev.chimera.task.TimeOrderedId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tasks that a campaign needs: one RESEARCH, a chain of CONTENT_GEN and ENGAGEMENT for every post, the payments. */
final class TaskGraph {

    private final CampaignState campaign;
    private final InstantSource clock;
    private final List<NewTask> tasks = new ArrayList<>();

    private TaskGraph(CampaignState campaign, InstantSource clock) {
        this.campaign = campaign;
        this.clock = clock;
    }

    /** New research, and a chain for every post that is missing. */
    static List<NewTask> fresh(CampaignState campaign, InstantSource clock) {
        TaskGraph graph = new TaskGraph(campaign, clock);
        TaskId research = graph.add(TaskType.RESEARCH, graph.payload().put("wanted", campaign.missing()), List.of());
        for (int index = 0; index < campaign.missing(); index++) {
            graph.addChain(research, index);
        }
        return graph.tasks;
    }

    /** Chains on research that is there, for posts that were rejected. */
    static List<NewTask> replacements(CampaignState campaign, TaskId research, InstantSource clock) {
        TaskGraph graph = new TaskGraph(campaign, clock);
        for (int i = 0; i < campaign.replaceable(); i++) {
            graph.addChain(research, campaign.written() + i);
        }
        return graph.tasks;
    }

    /** A TRANSACTION for every order, in their order. */
    static List<NewTask> payments(CampaignState campaign, InstantSource clock) {
        TaskGraph graph = new TaskGraph(campaign, clock);
        campaign.orders().forEach(order -> graph.add(TaskType.TRANSACTION, order.payload(), List.of()));
        return graph.tasks;
    }

    private void addChain(TaskId research, int index) {
        TaskId content = add(TaskType.CONTENT_GEN, payload().put("index", index), List.of(research));
        add(TaskType.ENGAGEMENT, payload().put("index", index), List.of(content));
    }

    private ObjectNode payload() {
        return JsonNodeFactory.instance.objectNode().put("goal", campaign.goal());
    }

    private TaskId add(TaskType type, ObjectNode payload, List<TaskId> dependsOn) {
        TaskId id = new TaskId(TimeOrderedId.at(clock));
        ObjectNode constraints = JsonNodeFactory.instance.objectNode().put("voice_ref", campaign.soulLink());
        tasks.add(new NewTask(
                campaign.tenant(),
                id,
                campaign.id(),
                campaign.agent(),
                type,
                payload,
                constraints,
                null,
                dependsOn,
                null,
                campaign.dryRun()));
        return id;
    }
}
