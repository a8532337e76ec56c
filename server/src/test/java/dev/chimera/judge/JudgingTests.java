package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.judge.DraftSet.Case;
import dev.chimera.judge.Violation.Severity;
import dev.chimera.model.Embedder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Judges the written test set with the real embedder, and prints what became of every kind. */
class JudgingTests {

    private static final JudgeProperties DEFAULTS = new JudgeProperties(0.90, 0.70, 3, true, Duration.ofDays(7));

    private enum Fate {
        APPROVED,
        PERSON,
        REJECTED
    }

    private record Judged(Case one, Assessment assessment, Fate fate) {

        String line() {
            String codes = assessment.violations().stream().map(Violation::code).collect(Collectors.joining(","));
            return String.format(
                    java.util.Locale.ROOT,
                    "%-9s %-9s %-9s %.2f %-10s %s %s%n          %s",
                    fate,
                    one.world(),
                    one.kind(),
                    assessment.score(),
                    assessment.weakest().name(),
                    codes,
                    assessment.weakest().why(),
                    one.draft().text());
        }
    }

    private final DraftAssessor assessor = new DraftAssessor(Embedder.miniLm(), DEFAULTS);

    @Test
    void tellsGoodFromBadOnTheTuningHalf() {
        List<Judged> judged = judge("tuning");

        assertThat(of(judged, "good", Fate.APPROVED)).isGreaterThanOrEqualTo(0.97);
        assertThat(of(judged, "good", Fate.REJECTED)).isZero();
        assertThat(badApproved(judged)).isEmpty();
        assertThat(judged.stream().filter(one -> one.one().kind().equals("sensitive")))
                .allMatch(one -> one.assessment().has(Severity.ESCALATE));
    }

    /** Measured, not tuned: a change of these numbers is news, and belongs into docs/judging.md. */
    @Test
    void tellsGoodFromBadOnTheHeldOutHalf() {
        List<Judged> judged = judge("held-out");

        assertThat(of(judged, "good", Fate.APPROVED)).isGreaterThanOrEqualTo(0.88);
        assertThat(badApproved(judged)).isEmpty();
        assertThat(judged.stream().filter(one -> one.one().kind().equals("sensitive")))
                .allMatch(one -> one.assessment().has(Severity.ESCALATE));
    }

    /** Harder than both halves on purpose; what it says of the Judge stands at its head. */
    @Test
    void tellsGoodFromBadOnTheSecondLook() {
        List<Judged> judged = judge("second-look");

        assertThat(of(judged, "good", Fate.APPROVED)).isGreaterThanOrEqualTo(0.88);
        assertThat(badApproved(judged)).isEmpty();
    }

    @Test
    void tellsGoodFromBadOnTheThirdLook() {
        List<Judged> judged = judge("third-look");

        assertThat(of(judged, "good", Fate.APPROVED)).isGreaterThanOrEqualTo(0.83);
        // The one that its source itself puts in this order.
        assertThat(badApproved(judged)).singleElement().asString().contains("It contains no yeast");
    }

    @Test
    void takesNoOrdinaryPostForASensitiveOne() {
        for (String half : List.of("tuning", "held-out")) {
            assertThat(DraftSet.read("/judge/drafts-" + half + ".yaml").cases().stream()
                            .filter(one ->
                                    one.kind().equals("good") || one.kind().equals("reworded"))
                            .filter(one -> assessor.assess(one.draft()).has(Severity.ESCALATE))
                            .map(one -> one.draft().text()))
                    .isEmpty();
        }
    }

    private List<Judged> judge(String half) {
        List<Judged> judged = new ArrayList<>();
        for (Case one : DraftSet.read("/judge/drafts-" + half + ".yaml").cases()) {
            Assessment assessment = assessor.assess(one.draft());
            judged.add(new Judged(one, assessment, fate(assessment)));
        }
        print(half, judged);
        return judged;
    }

    private static Fate fate(Assessment assessment) {
        if (assessment.score() < DEFAULTS.escalate()) {
            return Fate.REJECTED;
        }
        return assessment.score() >= DEFAULTS.approve() && !assessment.has(Severity.ESCALATE)
                ? Fate.APPROVED
                : Fate.PERSON;
    }

    private static boolean isBad(Judged judged) {
        return !List.of("good", "reworded", "sensitive").contains(judged.one().kind());
    }

    private static List<String> badApproved(List<Judged> judged) {
        return judged.stream()
                .filter(one -> isBad(one) && one.fate() == Fate.APPROVED)
                .map(Judged::line)
                .toList();
    }

    private static double of(List<Judged> judged, String kind, Fate fate) {
        List<Judged> ofKind =
                judged.stream().filter(one -> one.one().kind().equals(kind)).toList();
        return ofKind.stream().filter(one -> one.fate() == fate).count() / (double) ofKind.size();
    }

    /** The confusion table; with {@code -Dchimera.judging=all} every draft, otherwise only what was judged wrongly. */
    private static void print(String half, List<Judged> judged) {
        StringBuilder table = new StringBuilder("\nJudge, " + half
                + " half\n%-10s %6s %9s %8s %9s%n".formatted("kind", "drafts", "approved", "person", "rejected"));
        Map<String, List<Judged>> byKind = judged.stream()
                .collect(Collectors.groupingBy(one -> one.one().kind(), TreeMap::new, Collectors.toList()));
        byKind.forEach((kind, all) -> table.append(String.format(
                java.util.Locale.ROOT,
                "%-10s %6d %9d %8d %9d%n",
                kind,
                all.size(),
                count(all, Fate.APPROVED),
                count(all, Fate.PERSON),
                count(all, Fate.REJECTED))));
        String show = System.getProperty("chimera.judging", "").toLowerCase(Locale.ROOT);
        if (!show.isEmpty()) {
            judged.stream()
                    .filter(one -> show.equals("all") || isWrong(one))
                    .forEach(one -> table.append(one.line()).append('\n'));
        }
        System.out.println(table);
    }

    private static boolean isWrong(Judged one) {
        return switch (one.one().kind()) {
            case "good" -> one.fate() != Fate.APPROVED;
            case "reworded" -> one.fate() == Fate.REJECTED;
            case "sensitive" -> !one.assessment().has(Severity.ESCALATE);
            default -> one.fate() != Fate.REJECTED;
        };
    }

    private static long count(List<Judged> judged, Fate fate) {
        return judged.stream().filter(one -> one.fate() == fate).count();
    }
}
