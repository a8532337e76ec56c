package dev.chimera.judge;

import dev.chimera.model.offline.Weight;
import dev.chimera.persona.Soul;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Assesses a task's result by what kind of task it is. What a result claims to be made from is not believed: the material
 * of a draft must be a pick of the research that it depends on, and a proposal must say what the judged draft said.
 */
@Component
class ResultAssessor implements TaskAssessor {

    /** A post of 280 weighted characters may hold long addresses, but nothing like this. */
    static final int LONGEST_READ = 4_000;

    private static final int LONGEST_DOUBT = 200;

    /** Looking for the borders of words takes Java the cube of such a pile's height. */
    private static final Pattern PILED_MARKS = Pattern.compile("\\p{M}{9}");

    private final ResearchAssessor research;
    private final DraftAssessor drafts;
    private final PaymentAssessor payments;

    ResultAssessor(ResearchAssessor research, DraftAssessor drafts, PaymentAssessor payments) {
        this.research = research;
        this.drafts = drafts;
        this.payments = payments;
    }

    @Override
    public Assessment assess(Case theCase) {
        JsonNode result = Objects.requireNonNullElse(theCase.task().result(), JsonNodeFactory.instance.objectNode());
        return switch (theCase.task().type()) {
            case RESEARCH -> research.assess(theCase.brief().goal(), result.path("picks"));
            case CONTENT_GEN -> draft(theCase, result);
            case ENGAGEMENT -> proposal(theCase, result.path("proposal"));
            case TRANSACTION -> payments.assess(theCase, result.path("proposal"));
        };
    }

    private Assessment draft(Case theCase, JsonNode result) {
        List<Material> material = materials(result.path("material"));
        List<Material> picks = theCase.dependencies().stream()
                .filter(task -> task.type() == TaskType.RESEARCH)
                .flatMap(task -> materials(pathOf(task, "picks")).stream())
                .toList();
        Material persona = persona(theCase.brief().soul());
        List<Material> believed = material.stream()
                .filter(claimed -> holds(persona, claimed) || picks.stream().anyMatch(pick -> holds(pick, claimed)))
                .toList();
        return assess(theCase, result.path("text").asString(""), result, believed);
    }

    /** What SOUL.md says of the agent is the operator's, and a source like any other. */
    private static Material persona(Soul soul) {
        return new Material(soul.name(), "SOUL.md", soul.backstory(), true);
    }

    private static boolean holds(Material pick, Material claimed) {
        return pick.title().equals(claimed.title())
                && pick.text().contains(claimed.text())
                && (pick.own() || !claimed.own());
    }

    private Assessment proposal(Case theCase, JsonNode proposal) {
        JsonNode arguments = proposal.path("arguments");
        String text = arguments.path("text").asString("");
        if (!"post_tweet".equals(proposal.path("tool").asString(""))) {
            return refused(
                    Violation.fail("UNKNOWN_TOOL", "an ENGAGEMENT task may propose post_tweet and nothing else"));
        }
        List<Task> drafts = theCase.dependencies().stream()
                .filter(task -> task.type() == TaskType.CONTENT_GEN)
                .toList();
        if (drafts.isEmpty()) {
            return handWritten(theCase, text, arguments);
        }
        boolean judged = drafts.stream()
                .anyMatch(task -> text.equals(pathOf(task, "text").asString("")));
        if (!judged) {
            return refused(Violation.fail("NOT_THE_DRAFT", "the proposal does not say what the judged draft said"));
        }
        List<Material> material = drafts.stream()
                .flatMap(task -> materials(pathOf(task, "material")).stream())
                .toList();
        return doubted(assess(theCase, text, arguments, material), drafts);
    }

    /** A worker's good opinion of its draft counts nothing, its doubt does. */
    private static Assessment doubted(Assessment assessment, List<Task> drafts) {
        List<Violation> violations = new ArrayList<>(assessment.violations());
        drafts.stream()
                .map(task -> pathOf(task, "doubt").asString(""))
                .filter(doubt -> !doubt.isEmpty())
                .forEach(doubt -> violations.add(Violation.escalate(
                        "WORKER_DOUBTS", doubt.substring(0, Math.min(LONGEST_DOUBT, doubt.length())))));
        return violations.size() == assessment.violations().size()
                ? assessment
                : Assessment.of(assessment.parts(), violations);
    }

    /** What a person wrote has no material to be held against: another person decides, after the policy did. */
    private Assessment handWritten(Case theCase, String text, JsonNode arguments) {
        Assessment assessment = assess(theCase, text, arguments, List.of());
        List<Violation> violations = new ArrayList<>(assessment.violations());
        violations.add(
                Violation.escalate("HAND_WRITTEN", "it was written by hand, from no source that can be checked"));
        List<Part> parts = assessment.parts().stream()
                .filter(part -> part.name().equals("novel") || part.name().equals("in_persona"))
                .toList();
        return Assessment.of(parts, violations);
    }

    /** What is far too long is not looked at any further: no pattern and no embedding ever sees it. */
    private Assessment assess(Case theCase, String text, JsonNode labelled, List<Material> material) {
        if (text.length() > LONGEST_READ) {
            return refused(Violation.fail(
                    "TEXT_TOO_LONG",
                    "the text has " + text.length() + " characters, and a post weighs at most " + Weight.MOST));
        }
        if (PILED_MARKS.matcher(text).find()) {
            return refused(Violation.fail(
                    "TEXT_UNREADABLE",
                    "the text piles more marks onto a letter than any language does; leave them out"));
        }
        List<String> media = new ArrayList<>();
        labelled.path("media_ids").forEach(id -> media.add(id.asString("")));
        return drafts.assess(new Draft(
                text,
                media,
                labelled.path("is_ai_labeled").asBoolean(true),
                material,
                theCase.brief().goal(),
                theCase.brief().soul(),
                theCase.earlierPosts(),
                theCase.others()));
    }

    private static Assessment refused(Violation violation) {
        return Assessment.of(List.of(), List.of(violation));
    }

    private static JsonNode pathOf(Task task, String member) {
        return Objects.requireNonNullElse(task.result(), JsonNodeFactory.instance.objectNode())
                .path(member);
    }

    private static List<Material> materials(JsonNode items) {
        List<Material> materials = new ArrayList<>();
        items.forEach(item -> materials.add(new Material(
                item.path("title").asString(""),
                item.path("url").asString(""),
                item.path("text").asString(""),
                item.path("own_note").asBoolean(false))));
        return materials;
    }
}
