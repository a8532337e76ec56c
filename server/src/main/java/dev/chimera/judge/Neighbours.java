package dev.chimera.judge;

import dev.chimera.persona.AgentId;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What others said before the posts of one batch, and in the same batch: two agents may have the same idea at once. */
final class Neighbours {

    private final OthersStore store;
    private final Map<Speaker, List<String>> before = new HashMap<>();
    private final List<Said> now = new ArrayList<>();

    private record Speaker(TenantId tenant, AgentId agent) {}

    private record Said(Speaker speaker, String text) {}

    Neighbours(OthersStore store) {
        this.store = store;
    }

    Others of(Task task, Brief brief) {
        Optional<String> text = post(task);
        if (text.isEmpty()) {
            return Others.NONE;
        }
        Speaker speaker = new Speaker(brief.tenant(), brief.agent());
        List<String> posts = new ArrayList<>();
        now.stream()
                .filter(said -> said.speaker().tenant().equals(speaker.tenant())
                        && !said.speaker().agent().equals(speaker.agent()))
                .forEach(said -> posts.add(said.text()));
        posts.addAll(before.computeIfAbsent(speaker, _ -> store.posts(brief)));
        return store.of(brief, text.get(), posts);
    }

    /** It will be posted, unless the commit meets another version; then it is judged again, among others. */
    void approved(Task task, Brief brief) {
        post(task).ifPresent(text -> now.add(new Said(new Speaker(brief.tenant(), brief.agent()), text)));
    }

    static boolean isPost(Task task) {
        return task.type() == TaskType.CONTENT_GEN || task.type() == TaskType.ENGAGEMENT;
    }

    /** What the task would post; empty where it posts nothing. */
    static Optional<String> post(Task task) {
        JsonNode result = task.result();
        if (result == null || !isPost(task)) {
            return Optional.empty();
        }
        JsonNode text = task.type() == TaskType.CONTENT_GEN
                ? result.path("text")
                : result.path("proposal").path("arguments").path("text");
        return text.isString() ? Optional.of(text.stringValue()) : Optional.empty();
    }
}
