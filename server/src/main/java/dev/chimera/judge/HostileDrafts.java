package dev.chimera.judge;

import dev.chimera.audit.AuditEntry;
import dev.chimera.model.offline.HostileFinding;
import dev.chimera.task.Task;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Attempts that got as far as a draft. A key or a password that leaked into one is no attempt, and is never quoted. */
final class HostileDrafts {

    private static final Set<String> ATTEMPTS = Set.of("WALLET_ADDRESS", "PROMPT_INJECTION", "HIDDEN_TEXT");

    private HostileDrafts() {}

    /** What the audit log is to say of it; nothing for most drafts, and for every rehearsal. */
    static List<AuditEntry> in(VerdictWriter.Judged judged) {
        Task task = judged.theCase().task();
        List<String> broken = judged.verdict().assessment().violations().stream()
                .map(Violation::code)
                .toList();
        List<String> attempts = broken.stream().filter(ATTEMPTS::contains).toList();
        if (task.dryRun() || attempts.isEmpty()) {
            return List.of();
        }
        ObjectNode evidence = JsonNodeFactory.instance
                .objectNode()
                .put("where", "draft")
                .put("rule", String.join(", ", attempts))
                .put("untrusted_excerpt", broken.contains("SECRET_IN_TEXT") ? "" : HostileFinding.excerpt(text(task)));
        return List.of(new AuditEntry(
                task.tenant(),
                VerdictWriter.ACTOR,
                HostileFinding.EVENT,
                task.id(),
                task.campaign(),
                task.version(),
                null,
                evidence));
    }

    private static String text(Task task) {
        JsonNode result = Objects.requireNonNullElse(task.result(), JsonNodeFactory.instance.objectNode());
        String written = result.path("text").asString("");
        return written.isEmpty()
                ? result.path("proposal").path("arguments").path("text").asString("")
                : written;
    }
}
