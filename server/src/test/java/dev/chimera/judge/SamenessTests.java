package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.judge.DraftSet.Case;
import dev.chimera.model.Embedder;
import dev.chimera.model.RealEmbedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With the real embedder, on the whole written test set: what would one agent hear if another had said the rest? */
class SamenessTests {

    private static final List<String> SETS = List.of("tuning", "held-out", "second-look", "third-look");

    private final Embedder embedder = RealEmbedder.get();
    private final Sameness sameness = new Sameness(embedder);

    private static List<Case> cases() {
        return SETS.stream()
                .flatMap(set -> DraftSet.read("/judge/drafts-" + set + ".yaml").cases().stream())
                .toList();
    }

    private static Draft among(Draft draft, List<String> others) {
        return new Draft(
                draft.text(),
                draft.mediaIds(),
                draft.aiLabeled(),
                draft.material(),
                draft.goal(),
                draft.soul(),
                draft.earlierPosts(),
                new Others(Set.of(), Set.of(), others));
    }

    @Test
    void findsEveryPostThatRepeatsAnotherAgents() {
        List<Case> repeated =
                cases().stream().filter(one -> one.kind().equals("repeated")).toList();

        assertThat(repeated).hasSizeGreaterThan(20);
        assertThat(repeated)
                .allSatisfy(one -> assertThat(
                                sameness.of(among(one.draft(), one.draft().earlierPosts())))
                        .as(one.draft().text())
                        .hasValueSatisfying(
                                violation -> assertThat(violation.code()).isEqualTo("SIMILAR_TO_ANOTHER_AGENT")));
    }

    @Test
    void leavesGoodPostsAboutTheSameSubjectAlone() {
        List<Case> good =
                cases().stream().filter(one -> one.kind().equals("good")).toList();
        double nearest = 0;
        for (Case one : good) {
            List<String> others = new ArrayList<>(one.draft().earlierPosts());
            good.stream()
                    .filter(other -> !other.equals(one) && other.world().equals(one.world()))
                    .forEach(other -> others.add(other.draft().text()));
            assertThat(sameness.of(among(one.draft(), others)))
                    .as(one.draft().text())
                    .isEmpty();
            float[] mine = embedder.embed(PostPolicy.withoutEntities(one.draft().text()));
            nearest = Math.max(
                    nearest,
                    others.stream()
                            .mapToDouble(other -> sameness.near(mine, other))
                            .max()
                            .orElse(0));
        }
        System.out.printf(
                "the nearest two good posts have a cosine of %.3f, the bound is %.2f%n", nearest, Sameness.BOUND);
        assertThat(good).hasSizeGreaterThan(90);
        assertThat(nearest).isBetween(Sameness.BOUND - 0.1, Sameness.BOUND - 0.02);
    }
}
