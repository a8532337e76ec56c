package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes posts without a language model, from true sentences of their sources.
 *
 * <p>It always writes the whole series of a brief, each draft unlike the ones before it, so that whoever needs the
 * third knows the first two. First one draft from every material, then a second one from other sentences, and so on.
 */
@Component
public class OfflineComposer {

    /** Names the composer, and its version, in every result: other rules are another version. */
    public static final String NAME = "offline/1";

    private static final int MOST_ROUNDS = 3;
    /** Below this no passage of an item was worth posting in any source that was read for it. */
    private static final double WORTH_POSTING = 0.30;

    private static final double NEAR_ENOUGH = 0.18;
    private static final int LINK = 24;
    /** Passages with one lead differ little; more of them only cost time. */
    private static final int MOST_PER_LEAD = 6;

    private static final Said NOTHING_YET = new Said();

    private final Embedder embedder;

    public OfflineComposer(Embedder embedder) {
        this.embedder = embedder;
    }

    /** The same drafts in the same order for the same brief; fewer than asked for where the materials carry no more. */
    public List<Draft> series(Brief brief) {
        return new Desk(brief).write();
    }

    /** Everything that one series needs while it is written. */
    private final class Desk {
        private final Brief brief;
        private final Voice voice;
        private final AvoidList avoid;
        private final Editor editor;
        private final HashtagChooser hashtags;
        private final Asides asides;
        private final Said said = new Said();
        private final Map<Material, List<Passage>> passages = new HashMap<>();
        private final List<Draft> drafts = new ArrayList<>();

        Desk(Brief brief) {
            this.brief = brief;
            this.voice = Voice.of(brief.soul());
            this.avoid = new AvoidList(brief.soul().avoid(), embedder);
            this.editor = new Editor(embedder, brief, voice);
            this.hashtags = new HashtagChooser(
                    brief.soul().hashtags().stream().filter(avoid::allows).toList(), embedder);
            this.asides = new Asides(brief.soul(), avoid, embedder);
        }

        List<Draft> write() {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                for (Material material : brief.materials()) {
                    if (drafts.size() >= brief.most()) {
                        return drafts;
                    }
                    best(material).ifPresent(this::draft);
                }
            }
            return drafts;
        }

        private Optional<Passage> best(Material material) {
            record Scored(Passage passage, double score) {}
            return passages.computeIfAbsent(material, this::passagesOf).stream()
                    .filter(passage -> !said.hasSentenceOf(passage))
                    .filter(passage -> !said.beginsAlike(passage.text()))
                    .filter(passage -> !said.saysTheSame(editor.meaning(passage)))
                    .map(passage -> new Scored(passage, editor.score(passage, said)))
                    .filter(scored -> scored.score() >= WORTH_POSTING)
                    .max(Comparator.comparingDouble(Scored::score))
                    .map(Scored::passage);
        }

        private List<Passage> passagesOf(Material material) {
            Article article = new Article(material);
            if (article.isHostile() || isForOtherReaders(material)) {
                return List.of();
            }
            int room = Weight.MOST - (link(material) == null ? 0 : LINK);
            Map<Integer, List<Passage>> byLead = new PassageFinder(
                            article, room, voice, form -> avoid.allows(form, editor::vector), subject(material), editor)
                    .find().stream()
                            .filter(passage -> editor.fitness(passage) >= NEAR_ENOUGH)
                            .collect(Collectors.groupingBy(
                                    passage -> passage.at().getFirst(), TreeMap::new, Collectors.toList()));
            Comparator<Passage> best = Comparator.comparingDouble(
                            (Passage passage) -> editor.score(passage, NOTHING_YET))
                    .reversed();
            return byLead.values().stream()
                    .flatMap(same -> same.stream().sorted(best).limit(MOST_PER_LEAD))
                    .toList();
        }

        /** What an English goal finds in no English: whoever can't read it must not pass it on. */
        private boolean isForOtherReaders(Material material) {
            return Words.isEnglish(brief.goal()) && !Words.isEnglish(material.text());
        }

        /** The words of which a post must open with one, or nobody knows what it is about. */
        private Set<String> subject(Material material) {
            return Words.stems(String.join(
                    " ",
                    material.title(),
                    brief.goal(),
                    String.join(" ", brief.soul().topics())));
        }

        private void draft(Passage passage) {
            Material material = passage.article().material();
            String link = link(material);
            float[] meaning = editor.meaning(passage);
            String text = passage.text();
            List<Material> used = new ArrayList<>(List.of(material));
            int room = Weight.MOST - (link == null ? 0 : LINK) - Weight.of(text);

            Optional<String> aside = passage.at().size() < 3 ? asides.forPost(meaning, room, said) : Optional.empty();
            if (aside.isPresent()) {
                text = text + " " + aside.get();
                used.add(asides.source());
            }
            double confidence = Math.clamp(0.5 + editor.fitness(passage) - 0.02 * passage.cuts(), 0.0, 0.98);
            List<String> tags = hashtags.choose(text, meaning, said);
            String post = PostLayout.set(text, tags, link);

            said.add(passage, text, meaning);
            aside.ifPresent(said::addAside);
            tags.stream().filter(post::contains).forEach(said::addHashtag);
            drafts.add(new Draft(post, used, confidence));
        }
    }

    private static @Nullable String link(Material material) {
        String url = material.url();
        return url != null && Weight.isLink(url) ? url : null;
    }
}
