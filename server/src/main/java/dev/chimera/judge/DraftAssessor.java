package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Judges a post: policy first, then a score from named parts. No database, no network, no clock: the same draft always
 * gets the same assessment. Takes 20 to 100 ms, nearly all of it for embeddings.
 */
@Component
class DraftAssessor {

    private final JudgeProperties properties;
    private final Grounding grounding;
    private final Nearness nearness;
    private final Novelty novelty;
    private final Sameness sameness;
    private final Manner manner;
    private final SensitiveTopics sensitiveTopics;

    DraftAssessor(Embedder embedder, JudgeProperties properties) {
        this.properties = properties;
        this.grounding = new Grounding(embedder);
        this.nearness = new Nearness(embedder);
        this.novelty = new Novelty(embedder);
        this.sameness = new Sameness(embedder);
        this.manner = new Manner(embedder);
        this.sensitiveTopics = new SensitiveTopics(embedder);
    }

    /** What speaks against a post that an agent makes by itself, without goal and material. */
    List<Violation> ofOwnPost(Draft draft) {
        List<Violation> violations = new ArrayList<>(PostPolicy.ofOwnPost(draft));
        sameness.of(draft).ifPresent(violations::add);
        sensitive(draft, violations);
        return violations;
    }

    private void sensitive(Draft draft, List<Violation> violations) {
        if (properties.sensitiveTopics()) {
            sensitiveTopics
                    .in(draft.text())
                    .ifPresent(topic -> violations.add(Violation.escalate(
                            "SENSITIVE_TOPIC", "it touches " + topic.name() + " (" + topic.why() + ")")));
        }
    }

    /** The parts {@code grounded}, {@code on_goal}, {@code novel}, {@code in_persona}, {@code policy}, in this order. */
    Assessment assess(Draft draft) {
        List<Violation> violations = new ArrayList<>(PostPolicy.violations(draft));
        sameness.of(draft).ifPresent(violations::add);
        sensitive(draft, violations);
        List<Part> parts =
                List.of(grounding.assess(draft), nearness.assess(draft), novelty.assess(draft), manner.assess(draft));
        return Assessment.of(parts, violations);
    }
}
