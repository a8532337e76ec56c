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
    /** A longer one leaves no room for what it leads to. */
    private static final int LONGEST_LINK = 120;

    /** Passages with one lead differ little; more of them only cost time. */
    private static final int MOST_PER_LEAD = 6;

    /** More than are wanted, for what the Judge may reject; an editor who has little does not write on for ever. */
    private static final int FRUGAL_SPARES = 2;

    private static final int SHORTEST_HEADLINE = 25;
    private static final int FEWEST_WORDS_OF_HEADLINE = 4;

    private static final Said NOTHING_YET = new Said();

    private final Embedder embedder;

    public OfflineComposer(Embedder embedder) {
        this.embedder = embedder;
    }

    /** The same drafts in the same order for the same brief; fewer than asked for where the materials carry no more. */
    public Series series(Brief brief) {
        Editor editor = new Editor(embedder, brief, Voice.of(brief.soul()));
        Desk best = new Desk(brief, editor, Care.CHOOSY).write();
        for (Care care : List.of(Care.FRUGAL, Care.SPARING)) {
            if (best.drafts.size() < brief.wanted()) {
                Desk other = new Desk(brief, editor, care).write();
                best = other.drafts.size() > best.drafts.size() ? other : best;
            }
        }
        if (best.drafts.size() < brief.wanted()) {
            best.ask();
        }
        return best.series();
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
        private final Care care;
        private final List<Draft> drafts = new ArrayList<>();

        Desk(Brief brief, Editor editor, Care care) {
            this.brief = brief;
            this.editor = editor;
            this.care = care;
            this.voice = Voice.of(brief.soul());
            this.avoid = new AvoidList(brief.soul().avoid(), embedder);
            this.hashtags = new HashtagChooser(
                    brief.soul().hashtags().stream().filter(avoid::allows).toList(), embedder);
            this.asides = new Asides(brief.soul(), avoid, embedder);
        }

        private int most() {
            return care.isChoosy() ? brief.most() : Math.min(brief.most(), brief.wanted() + FRUGAL_SPARES);
        }

        Series series() {
            return new Series(drafts, drafts.size() < most() ? passedOver() : List.of());
        }

        /** What a person has to decide about: of the operator's own all that is left, of another's items one thing each first. */
        void ask() {
            Map<Material, List<Passage>> doubtful = new HashMap<>();
            for (int each = 1; each <= MOST_ROUNDS; each++) {
                for (Material material : brief.materials()) {
                    ask(doubtful.computeIfAbsent(material, this::doubtfulOf), material, each);
                }
            }
        }

        private void ask(List<Passage> doubtful, Material material, int ofOthers) {
            for (Passage passage : doubtful) {
                if (drafts.size() < brief.wanted()
                        && !said.hasSentenceOf(passage)
                        && !(said.hasHeadline(material.title())
                                && passage.text().startsWith(material.title()))
                        && (material.ownNote() || said.timesSaidOf(passage.article()) < ofOthers)
                        && !said.saysTheSame(editor.meaning(passage), Care.SPARING)) {
                    draft(passage);
                }
            }
        }

        private List<Passage> doubtfulOf(Material material) {
            Article article = new Article(material);
            if (article.isHostile() || isForOtherReaders(material, Care.SPARING)) {
                return List.of();
            }
            int room = Weight.MOST - roomFor(link(material));
            return new Doubts(article, room, form -> avoid.allows(form, editor::vector)).find();
        }

        Desk write() {
            int most = most();
            int rounds = care.isChoosy() ? MOST_ROUNDS : most;
            int before = -1;
            for (int round = 0; round < rounds && drafts.size() > before; round++) {
                before = drafts.size();
                write(most);
            }
            return this;
        }

        /** One draft from every material that has one, up to {@code most} in all. */
        private void write(int most) {
            for (Material material : brief.materials()) {
                if (drafts.size() >= most) {
                    return;
                }
                best(material).ifPresent(this::draft);
            }
        }

        private List<PassedOver> passedOver() {
            return brief.materials().stream()
                    .flatMap(material ->
                            new Leftovers(material, avoid, isForOtherReaders(material), said).list().stream())
                    .toList();
        }

        private Optional<Passage> best(Material material) {
            record Scored(Passage passage, double score) {}
            return passages.computeIfAbsent(material, this::passagesOf).stream()
                    .filter(passage -> !said.hasSentenceOf(passage))
                    .filter(passage -> !care.isChoosy() || !said.beginsAlike(passage.text()))
                    .filter(passage -> !said.saysTheSame(editor.meaning(passage), care))
                    .map(passage -> new Scored(passage, editor.score(passage, said)))
                    .filter(scored -> !care.isChoosy() || scored.score() >= WORTH_POSTING)
                    .max(Comparator.comparingDouble(Scored::score))
                    .map(Scored::passage);
        }

        private List<Passage> passagesOf(Material material) {
            Article article = new Article(material);
            if (article.sentences().isEmpty() && care.isChoosy()) {
                return List.of();
            }
            if (article.isHostile() || isForOtherReaders(material)) {
                return List.of();
            }
            int room = Weight.MOST - roomFor(link(material));
            Map<Integer, List<Passage>> byLead = new PassageFinder(
                            article,
                            room,
                            voice,
                            form -> avoid.allows(form, editor::vector),
                            subject(material),
                            editor,
                            care)
                    .find().stream()
                            .filter(passage -> !care.isChoosy() || editor.fitness(passage) >= NEAR_ENOUGH)
                            .collect(Collectors.groupingBy(
                                    passage -> passage.at().getFirst(), TreeMap::new, Collectors.toList()));
            Comparator<Passage> best = Comparator.comparingDouble(
                            (Passage passage) -> editor.score(passage, NOTHING_YET))
                    .reversed();
            List<Passage> found = byLead.values().stream()
                    .flatMap(same -> same.stream().sorted(best).limit(MOST_PER_LEAD))
                    .toList();
            return found.isEmpty() && !care.isChoosy() ? headline(article) : found;
        }

        /** Where a feed gives titles and nothing that stands for itself, the title and its link are what it has to say. */
        private List<Passage> headline(Article article) {
            String title = article.material().title();
            boolean says = link(article.material()) != null
                    && title.length() >= SHORTEST_HEADLINE
                    && Words.of(title).size() >= FEWEST_WORDS_OF_HEADLINE
                    && Headline.is(title)
                    && avoid.allows(title, editor::vector);
            return says ? List.of(new Passage(article, List.of(), title, 0)) : List.of();
        }

        /** What an English goal finds in no English: whoever can't read it must not pass it on. */
        private boolean isForOtherReaders(Material material) {
            return isForOtherReaders(material, care);
        }

        private boolean isForOtherReaders(Material material, Care care) {
            boolean mayBe = !Words.isEnglish(material.text());
            return care.isChoosy()
                    ? mayBe && Words.isEnglish(brief.goal())
                    : mayBe && Words.isOtherLanguage(material.text()) && !Words.isOtherLanguage(brief.goal());
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
            int room = Weight.MOST - roomFor(link) - Weight.of(text);

            Optional<String> aside = passage.at().size() < 3 && passage.doubt() == null
                    ? asides.forPost(meaning, room, said)
                    : Optional.empty();
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
            drafts.add(new Draft(post, used, confidence, passage.doubt()));
        }
    }

    private static @Nullable String link(Material material) {
        String url = material.url();
        return url != null && Weight.canStand(url) && roomFor(url) <= LONGEST_LINK ? url : null;
    }

    /** With the space before it. */
    private static int roomFor(@Nullable String link) {
        return link == null ? 0 : 1 + Weight.of(link);
    }
}
