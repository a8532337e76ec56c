package dev.chimera.worker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.Source;
import dev.chimera.campaign.VersionId;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import dev.chimera.model.Embedder;
import dev.chimera.model.RealEmbedder;
import dev.chimera.model.offline.OfflineComposer;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.Soul;
import dev.chimera.persona.SoulParser;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import dev.chimera.worker.source.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A campaign folder and the real handlers, without a database: what they would be given, they are given. */
final class Newsroom {

    static final TenantId TENANT = new TenantId(new UUID(0, 1));
    static final CampaignId CAMPAIGN = new CampaignId(new UUID(0, 2));
    static final AgentId AGENT = new AgentId(new UUID(0, 3));

    final String goal;
    final int posts;
    final Soul soul;
    final List<Source> sources;
    final List<String> posted = new ArrayList<>();
    final Set<String> usedUrls = new HashSet<>();
    final List<ObjectNode> attempts = new ArrayList<>();

    private final ResearchHandler research;
    private final ContentHandler content;

    Newsroom(String goal, int posts, Soul soul, List<Source> sources) {
        this.goal = goal;
        this.posts = posts;
        this.soul = soul;
        this.sources = sources;
        Embedder embedder = RealEmbedder.get();
        PostHistory history = new PostHistory() {
            @Override
            public List<String> recentTexts(TenantId tenant, AgentId agent, int most) {
                return List.copyOf(posted);
            }

            @Override
            public Set<String> usedUrls(TenantId tenant, AgentId agent) {
                return Set.copyOf(usedUrls);
            }
        };
        ResearchProperties plenty =
                new ResearchProperties(DataSize.ofGigabytes(1), Duration.ofMinutes(1), 1, Duration.ofSeconds(5));
        this.research = new ResearchHandler(
                new ResearchMemory(
                        (tenant, campaign, perAddress) ->
                                new SourceWeights.Weight(this.sources.size(), 50L * 1_024 * 1_024),
                        plenty),
                (tenant, campaign) -> this.sources,
                (tenant, agent) -> this.soul,
                history,
                new SourceReader(new Fetcher(new FetchProperties(List.of()))),
                new ItemRanker(embedder),
                (task, found) -> attempts.addAll(found));
        this.content = new ContentHandler((tenant, agent) -> this.soul, history, new OfflineComposer(embedder));
    }

    /** Reads a folder as the CLI does: the campaign file, its SOUL.md and its sources. */
    static Newsroom open(Path folder) throws IOException {
        JsonNode file = YAMLMapper.shared().readTree(Files.readString(folder.resolve("campaign.yaml")));
        JsonNode campaign = file.path("campaign");
        Soul soul = SoulParser.parse(
                Files.readString(folder.resolve(file.path("agent").path("soul").asString())));
        List<Source> sources = new ArrayList<>();
        for (JsonNode location : campaign.path("sources")) {
            String name = location.asString();
            sources.add(new Source(sources.size(), name, Files.readString(folder.resolve(name)), null));
        }
        return new Newsroom(
                campaign.path("goal").asString(), campaign.path("posts").asInt(), soul, sources);
    }

    Outcome research() throws InterruptedException {
        ObjectNode payload =
                JsonNodeFactory.instance.objectNode().put("goal", goal).put("wanted", posts);
        return research.handle(new TaskContext(task(TaskType.RESEARCH, payload, null, null, 1), List.of()));
    }

    /** @throws IllegalStateException when it was not done */
    Task researched() throws InterruptedException {
        if (!(research() instanceof Outcome.Done done)) {
            throw new IllegalStateException("RESEARCH failed: " + research());
        }
        ObjectNode payload =
                JsonNodeFactory.instance.objectNode().put("goal", goal).put("wanted", posts);
        return task(TaskType.RESEARCH, payload, done.result(), null, 1);
    }

    Outcome write(Task researched, int index, int attempt) {
        ObjectNode payload =
                JsonNodeFactory.instance.objectNode().put("goal", goal).put("index", index);
        ObjectNode feedback = attempt == 1
                ? null
                : JsonNodeFactory.instance.objectNode().put("code", "REJECTED").put("message", "try another");
        return content.handle(
                new TaskContext(task(TaskType.CONTENT_GEN, payload, null, feedback, attempt), List.of(researched)));
    }

    /** Everything that the sources carry: more than the campaign asks for. */
    List<ObjectNode> writeAll() throws InterruptedException {
        Task researched = researched();
        List<ObjectNode> results = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (int attempt = 1; attempt < 12; attempt++) {
            for (int index = 0; index < posts; index++) {
                if (write(researched, index, attempt) instanceof Outcome.Done done
                        && texts.add(done.result().path("text").asString())) {
                    results.add(done.result());
                }
            }
        }
        for (int index = posts; index < posts + 20; index++) {
            if (write(researched, index, 1) instanceof Outcome.Done done
                    && texts.add(done.result().path("text").asString())) {
                results.add(done.result());
            }
        }
        return results;
    }

    static Task task(
            TaskType type,
            ObjectNode payload,
            @Nullable ObjectNode result,
            @Nullable ObjectNode feedback,
            int attempt) {
        return new Task(
                TENANT,
                new TaskId(UUID.randomUUID()),
                new VersionId(UUID.randomUUID()),
                CAMPAIGN,
                AGENT,
                type,
                result == null ? TaskStatus.IN_PROGRESS : TaskStatus.COMPLETED,
                payload,
                null,
                null,
                null,
                attempt,
                0,
                result,
                feedback,
                null,
                null,
                false,
                Instant.EPOCH);
    }
}
