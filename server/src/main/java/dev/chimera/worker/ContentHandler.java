package dev.chimera.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chimera.campaign.SoulCatalog;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.model.offline.Brief;
import dev.chimera.model.offline.Draft;
import dev.chimera.model.offline.Material;
import dev.chimera.model.offline.OfflineComposer;
import dev.chimera.model.offline.Series;
import dev.chimera.persona.Soul;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * CONTENT_GEN: writes the post number {@code index} of its campaign from what RESEARCH, its first dependency, picked.
 *
 * <p>Payload {@code {"goal","index"}}; result {@code {"text","sources":[{"title","url"}],"material":[{"title","url",
 * "text","own_note"}],"doubt","is_ai_labeled","composer"}}; {@code doubt} is why a person has to decide, and seldom there. Tasks of a campaign run side by side; each writes the whole series in its head
 * and takes its own place of it, so that no two say the same thing. A rejected one takes a place that no other has.
 */
@Component
class ContentHandler implements TaskHandler {

    private static final int REMEMBERED_POSTS = 100;
    private static final int MOST_DRAFTS = 2_010;
    private static final int SERIES_KEPT = 100;

    private record SeriesKey(VersionId research, String goal, Soul soul) {}

    private final SoulCatalog souls;
    private final PostHistory history;
    private final OfflineComposer composer;
    private final Cache<SeriesKey, Series> series =
            Caffeine.newBuilder().maximumSize(SERIES_KEPT).build();

    ContentHandler(SoulCatalog souls, PostHistory history, OfflineComposer composer) {
        this.souls = souls;
        this.history = history;
        this.composer = composer;
    }

    @Override
    public TaskType type() {
        return TaskType.CONTENT_GEN;
    }

    @Override
    public Outcome handle(TaskContext context) {
        Task task = context.task();
        Task research =
                context.dependencies().isEmpty() ? null : context.dependencies().getFirst();
        ObjectNode found = research == null ? null : research.result();
        if (research == null || found == null) {
            return new Outcome.Fail(new Failure(
                    "INVALID_TASK", "a CONTENT_GEN task needs a RESEARCH task before it", "submit it with one"));
        }
        String goal = task.payload().path("goal").asString("");
        int wanted = Math.max(1, research.payload().path("wanted").asInt(1));
        Soul soul = souls.of(task.tenant(), task.campaign());
        Series written = series.get(
                new SeriesKey(research.version(), goal, soul),
                key -> composer.series(
                        new Brief(goal, soul, materials(found), wanted, Math.min(MOST_DRAFTS, 2 * wanted + 9))));
        List<Draft> drafts = written.drafts();

        int index = Math.max(0, task.payload().path("index").asInt(0));
        int place =
                SeriesPlace.of(index, task.feedback() == null ? 1 : Math.max(2, task.attempt()), wanted, drafts.size());
        if (place < 0 && index < drafts.size()) {
            // Nothing is in its place: the same again, and where the Judge only doubts, a person decides in the end.
            place = index;
        }
        List<String> said = history.recentTexts(task.tenant(), task.agent(), REMEMBERED_POSTS);
        while (place >= 0 && place < drafts.size()) {
            Draft draft = drafts.get(place);
            if (!said.contains(draft.text())) {
                return new Outcome.Done(result(draft), draft.confidence());
            }
            place = Math.max(place + 1, wanted);
        }
        PassedOverItems passedOver = new PassedOverItems();
        passedOver.addAll(written.passedOver());
        return new Outcome.Fail(
                new Failure(
                        "NO_MATERIAL",
                        "the sources carry " + drafts.size() + " posts for this goal, and this would be one more",
                        "see what was left out and why, add sources, or ask for fewer posts"),
                passedOver.into(JsonNodeFactory.instance.objectNode()));
    }

    private static List<Material> materials(ObjectNode found) {
        return found.path("picks").values().stream()
                .map(Pick::of)
                .map(Pick::material)
                .toList();
    }

    private static ObjectNode result(Draft draft) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("text", draft.text());
        Material item = draft.used().getFirst();
        result.putArray("sources").addObject().put("title", item.title()).put("url", address(item));
        ArrayNode material = result.putArray("material");
        draft.used()
                .forEach(one -> material.addObject()
                        .put("title", one.title())
                        .put("url", address(one))
                        .put("text", one.text())
                        .put("own_note", one.ownNote()));
        if (draft.doubt() != null) {
            result.put("doubt", draft.doubt());
        }
        return result.put("is_ai_labeled", true).put("composer", OfflineComposer.NAME);
    }

    /** A note has no address that a reader could follow, but its file still says where the post came from. */
    private static String address(Material material) {
        String url = material.url();
        return url == null ? material.source() : url;
    }
}
