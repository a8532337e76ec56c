package dev.chimera.judge;

import dev.chimera.failure.Failure;
import dev.chimera.judge.Violation.Severity;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From an assessment to a verdict: the thresholds, and nothing else. */
@Component
class VerdictRule {

    /** Parts of which a person knows more than any measure: what to speak about, and how. */
    private static final Set<String> TASTE = Set.of("on_goal", "in_persona", "novel");

    private final JudgeProperties properties;

    VerdictRule(JudgeProperties properties) {
        this.properties = properties;
    }

    Verdict decide(Task task, Assessment assessment) {
        Optional<Violation> fatal = first(assessment, Severity.FAIL);
        if (fatal.isPresent()) {
            return new Verdict.Refuse(
                    assessment, Failure.of(fatal.get().code(), fatal.get().message()));
        }
        Optional<Violation> broken = first(assessment, Severity.REJECT);
        if (broken.isPresent()) {
            return rejected(task, assessment, all(assessment, Severity.REJECT));
        }
        if (assessment.score() < properties.escalate() && !(isLast(task) && isMatterOfTaste(assessment))) {
            return rejected(task, assessment, "scored " + percent(assessment.score()) + ": " + weakest(assessment));
        }
        Proposal proposal = proposal(task);
        if (proposal == null) {
            return new Verdict.Accept(assessment);
        }
        Optional<String> why = whyAPerson(assessment);
        return why.isPresent()
                ? new Verdict.Escalate(assessment, proposal, why.get())
                : new Verdict.Approve(assessment, proposal);
    }

    private boolean isLast(Task task) {
        return task.attempt() - task.crashes() >= properties.maxAttempts();
    }

    /**
     * Whether it is true and breaks no rule, and only what it is about, or how it sounds, is in doubt: such a thing is never
     * dropped, but asked when nothing better came.
     */
    private boolean isMatterOfTaste(Assessment assessment) {
        return assessment.parts().stream()
                .allMatch(part -> part.value() >= properties.escalate() || TASTE.contains(part.name()));
    }

    private Optional<String> whyAPerson(Assessment assessment) {
        if (first(assessment, Severity.ESCALATE).isPresent()) {
            return Optional.of(all(assessment, Severity.ESCALATE));
        }
        if (assessment.score() < properties.approve()) {
            return Optional.of(
                    "the Judge is not sure, it scored " + percent(assessment.score()) + ": " + weakest(assessment));
        }
        return Optional.empty();
    }

    private Verdict rejected(Task task, Assessment assessment, String why) {
        int tried = task.attempt() - task.crashes();
        if (tried >= properties.maxAttempts()) {
            return new Verdict.Refuse(
                    assessment, Failure.of("REJECTED", "rejected " + tried + " times, the last time because: " + why));
        }
        return new Verdict.Reject(assessment, Failure.of("REJECTED", why));
    }

    private static @org.jspecify.annotations.Nullable Proposal proposal(Task task) {
        JsonNode proposal = task.result() == null ? null : task.result().path("proposal");
        if (proposal == null
                || !proposal.isObject()
                || !proposal.path("arguments").isObject()) {
            return null;
        }
        return new Proposal(proposal.path("tool").asString(""), (ObjectNode) proposal.path("arguments"));
    }

    private static Optional<Violation> first(Assessment assessment, Severity severity) {
        return assessment.violations().stream()
                .filter(violation -> violation.severity() == severity)
                .findFirst();
    }

    private static String all(Assessment assessment, Severity severity) {
        List<String> messages = assessment.violations().stream()
                .filter(violation -> violation.severity() == severity)
                .map(violation -> violation.code() + ": " + violation.message())
                .toList();
        return String.join("; ", messages);
    }

    private static String weakest(Assessment assessment) {
        return assessment.parts().stream()
                .sorted(Comparator.comparingDouble(Part::value))
                .limit(2)
                .map(part -> part.name() + " " + percent(part.value()) + " (" + part.why() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
