package dev.chimera.planner;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Entry;
import dev.chimera.broker.Faults;
import dev.chimera.broker.GoalHints;
import dev.chimera.broker.Loop;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.Pulse;
import dev.chimera.broker.Retries;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.StreamReaders;
import dev.chimera.broker.StreamSink;
import dev.chimera.broker.Streams;
import dev.chimera.campaign.CampaignChanged;
import dev.chimera.campaign.CampaignId;
import dev.chimera.task.TasksEnded;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Hears of campaigns from {@code chimera:goals}, and sweeps for those whose hint was lost. */
@Component
class PlannerLoop extends Crew implements StreamSink {

    private static final Logger LOG = LoggerFactory.getLogger(PlannerLoop.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(2);

    private final CampaignPlanner planner;
    private final PlanStore plans;
    private final Streams streams;
    private final StreamReaders readers;
    private final GoalHints goals;
    private final ProcessRoles roles;
    private final Retries<PlanStore.Key> retries = new Retries<>();

    PlannerLoop(
            CampaignPlanner planner,
            PlanStore plans,
            Streams streams,
            StreamReaders readers,
            GoalHints goals,
            ProcessRoles roles) {
        this.planner = planner;
        this.plans = plans;
        this.streams = streams;
        this.readers = readers;
        this.goals = goals;
        this.roles = roles;
    }

    @Override
    public boolean carriesTasks() {
        return false;
    }

    /** Acknowledged before the look, so that whatever happens during the look is hinted anew. */
    @Override
    public int accept(List<Entry> entries) {
        streams.acknowledge(entries);
        entries.stream().map(this::key).distinct().forEach(this::lookAlone);
        return 0;
    }

    /**
     * A campaign that can't be planned takes nothing away from the others: it is tried again with pauses that grow, and when
     * it has failed as often as anything is tried, a dead letter says so.
     */
    private void lookAlone(PlanStore.Key campaign) {
        Pulse.beat();
        if (!retries.isDue(campaign)) {
            return;
        }
        try {
            planner.lookAt(campaign);
            retries.succeeded(campaign);
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            int times = retries.failed(campaign);
            LOG.error("campaign {} can't be planned, for the {}. time", campaign.id(), times, e);
            if (times == Retries.ATTEMPTS) {
                goals.bury(campaign.tenant(), campaign.id(), Faults.poison(e));
            }
        }
    }

    private PlanStore.Key key(Entry entry) {
        if ("RESYNC".equals(entry.fields().get("event"))) {
            LOG.debug("RESYNC of task {}", entry.fields().get("task_id"));
        }
        return new PlanStore.Key(
                entry.tenant(), CampaignId.parse(String.valueOf(entry.fields().get("campaign_id"))));
    }

    @EventListener
    void onChange(CampaignChanged changed) {
        goals.changed(changed.tenant(), changed.campaign());
    }

    @EventListener
    void onEnd(TasksEnded ended) {
        ended.tasks().stream()
                .map(task -> new PlanStore.Key(task.tenant(), task.campaign()))
                .distinct()
                .forEach(campaign -> goals.changed(campaign.tenant(), campaign.id()));
    }

    @Override
    protected List<Loop> begin() {
        return roles.has(ProcessRoles.Part.PLANNER)
                ? List.of(
                        readers.start(StreamName.GOALS, this, 1),
                        BackgroundAgent.start(
                                "planner-sweeper",
                                SWEEP_EVERY,
                                () -> plans.neglected().forEach(this::lookAlone)))
                : List.of();
    }
}
