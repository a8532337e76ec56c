package dev.chimera.broker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskRef;
import dev.chimera.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells the Planner that a campaign deserves a look. As long as one such hint waits, a second is not added. */
@Component
public class GoalHints {

    private final Streams streams;
    private final BrokerProperties properties;

    GoalHints(Streams streams, BrokerProperties properties) {
        this.streams = streams;
        this.properties = properties;
    }

    /** A campaign was handed in, or some of its tasks ended. */
    public void changed(TenantId tenant, CampaignId campaign) {
        // The campaign's own id stands for the version: whatever happened, one look sees it all.
        streams.hint(
                StreamName.GOALS,
                List.of(new Hint(
                        tenant,
                        new VersionId(campaign.value()),
                        envelope("CHANGED", tenant, campaign, campaign.value()))));
    }

    /** A campaign can't be planned: a dead letter says why, and brings it back when it is replayed. */
    public void bury(TenantId tenant, CampaignId campaign, Failure why) {
        streams.bury(
                StreamName.GOALS.partition(tenant, properties.partitions()),
                envelope("CHANGED", tenant, campaign, campaign.value()),
                why.code() + ": " + why.message());
    }

    /** The Judge found another version than it had judged (specification 4). */
    public void resync(Task judged, Optional<Task> found) {
        TaskRef expected = judged.ref();
        Map<String, String> fields = envelope(
                "RESYNC", judged.tenant(), judged.campaign(), expected.version().value());
        fields.put("task_id", judged.id().toString());
        fields.put("expected_version", expected.version().toString());
        found.ifPresent(task -> fields.put("found_version", task.version().toString()));
        streams.hint(StreamName.GOALS, List.of(new Hint(judged.tenant(), expected.version(), fields)));
    }

    private static Map<String, String> envelope(
            String event, TenantId tenant, CampaignId campaign, java.util.UUID version) {
        Map<String, String> fields = new HashMap<>();
        fields.put("event", event);
        fields.put("tenant_id", tenant.toString());
        fields.put("campaign_id", campaign.toString());
        fields.put("version_id", version.toString());
        return fields;
    }
}
