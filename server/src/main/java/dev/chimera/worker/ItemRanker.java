package dev.chimera.worker;

import dev.chimera.model.Embedder;
import dev.chimera.model.offline.HostileText;
import dev.chimera.model.offline.SentenceSplitter;
import dev.chimera.persona.Soul;
import dev.chimera.worker.source.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts items in the order in which they serve a goal, and leaves out those that do not.
 *
 * <p>An item is near to a goal by what it is about as a whole and by its best sentence; what the persona speaks about
 * decides between equals. Then maximal marginal relevance (Carbonell and Goldstein, 1998), so that three posts are not
 * about one event.
 */
@Component
class ItemRanker {

    /** MiniLM puts two English texts without anything in common at 0.0 to 0.2. */
    private static final double UNRELATED = 0.20;
    /** Far behind the best one, an item only happens to be in the same feed. */
    private static final double FAR_BEHIND = 0.48;
    /** Where too few are left, a campaign would rather write about what is only somewhat related than nothing. */
    private static final double LAST_RESORT = 0.18;

    private static final double FARTHEST_BEHIND = 0.4;
    /** Where even these are too few, whether it serves the goal is a question to a person; below this it is none. */
    private static final double DOUBTFUL = 0.05;

    /** What the persona speaks about is part of the goal when it is this near to it, or to a part of it. */
    private static final double PART_OF_GOAL = 0.4;

    private static final double RELEVANCE_OVER_DIVERSITY = 0.75;
    private static final double SAME_STORY = 0.9;
    /** Short notes of one operator resemble each other, and each was written to be told. */
    private static final double SAME_NOTE = 0.98;
    /** What it costs an item that all before it came from its source: an editor takes from several. */
    private static final double ONE_SOURCE = 0.06;
    /** What speaks for the beginning of the operator's own note: it says what all the rest is about. */
    private static final double OPENS_NOTE = 0.15;

    /** Sentences are looked at only in the items whose headlines come nearest. */
    private static final int MOST_READ = 80;

    private static final int MOST_SENTENCES = 16;
    private static final int HEADLINE = 300;

    private static final class Ranked {
        private final Item item;
        private final float[] meaning;
        private final double relevance;

        Ranked(Item item, float[] meaning, double relevance) {
            this.item = item;
            this.meaning = meaning;
            this.relevance = relevance;
        }

        Item item() {
            return item;
        }

        float[] meaning() {
            return meaning;
        }

        double relevance() {
            return relevance;
        }
    }

    private final Embedder embedder;

    ItemRanker(Embedder embedder) {
        this.embedder = embedder;
    }

    /**
     * What was picked, and what was not.
     *
     * @param picks the best first
     */
    record Ranking(List<Pick> picks, PassedOverItems passedOver) {}

    /**
     * Picks up to {@code 2 * wanted + 3} items; fewer where fewer have to do with the goal. What the operator wrote always
     * has: it may only stand behind the rest.
     */
    Ranking rank(String goal, Soul soul, List<Item> items, int wanted) {
        PassedOverItems passedOver = new PassedOverItems();
        int most = 2 * wanted + 3;
        CommonNames names = CommonNames.in(goal, items);
        float[] aim = embedder.embed(names.takenFrom(goal));
        List<float[]> topics = embedder.embedAll(soul.topics());
        List<float[]> parts = new ArrayList<>(embedder.embedAll(GoalFacets.of(names.takenFrom(goal))));
        parts.add(aim);
        List<float[]> facets = new ArrayList<>(parts);
        topics.stream().filter(topic -> nearest(parts, topic) >= PART_OF_GOAL).forEach(facets::add);
        Map<Boolean, List<Item>> hostile = items.stream().collect(Collectors.partitioningBy(ItemRanker::isHostile));
        hostile.getOrDefault(true, List.of())
                .forEach(item -> passedOver.add(
                        item, "HOSTILE_TEXT", "it gives orders to its reader, or asks for money or keys"));
        List<Ranked> ranked = hostile.getOrDefault(false, List.of()).stream()
                .map(item -> new Ranked(item, embedder.embed(names.takenFrom(headline(item))), 0))
                .sorted(Comparator.comparing((Ranked one) -> !one.item().ownNote())
                        .thenComparing(Comparator.comparingDouble((Ranked one) -> Embedder.cosine(one.meaning(), aim))
                                .reversed()))
                .toList();
        int looked = Math.max(MOST_READ, 2 * most);
        ranked.stream()
                .skip(looked)
                .forEach(one -> passedOver.add(
                        one.item(), "NOT_NEEDED", "there were " + looked + " items with headlines nearer to the goal"));
        List<Ranked> read = ranked.stream()
                .limit(looked)
                .map(one -> new Ranked(one.item(), one.meaning(), relevance(one, aim, facets, topics)))
                .toList();
        double best = read.stream().mapToDouble(Ranked::relevance).max().orElse(0);
        List<Ranked> related = atLeast(Math.max(UNRELATED, FAR_BEHIND * best), read);
        if (related.size() < wanted) {
            related = atLeast(Math.max(LAST_RESORT, FARTHEST_BEHIND * best), read).stream()
                    .sorted(Comparator.comparing((Ranked one) -> !one.item().ownNote())
                            .thenComparing(Comparator.comparingDouble(Ranked::relevance)
                                    .reversed()))
                    .limit(Math.max(
                            wanted,
                            read.stream().filter(one -> one.item().ownNote()).count()))
                    .toList();
        }
        if (related.size() < wanted) {
            // Nothing can be written of some of them, so more are taken than are wanted.
            related = atLeast(DOUBTFUL, read);
        }
        List<Ranked> near = related;
        read.stream()
                .filter(one -> !near.contains(one))
                .forEach(one -> passedOver.add(
                        one.item(),
                        "OFF_GOAL",
                        String.format(
                                Locale.ROOT,
                                "it has little to do with the goal: %.2f of %.2f",
                                one.relevance(),
                                best)));
        List<Pick> picks = diverse(related, opening(items), most, passedOver).stream()
                .map(one -> Pick.of(one.item(), one.item().text(), one.relevance()))
                .toList();
        return new Ranking(picks, passedOver);
    }

    private static boolean isHostile(Item item) {
        List<String> sentences = SentenceSplitter.split(item.text());
        return item.ownNote() ? HostileText.fillsOwn(sentences) : HostileText.fills(sentences);
    }

    private static List<Ranked> atLeast(double relevance, List<Ranked> read) {
        return read.stream()
                .filter(one -> one.item().ownNote() || one.relevance() >= relevance)
                .toList();
    }

    private double relevance(Ranked one, float[] wanted, List<float[]> facets, List<float[]> topics) {
        List<String> sentences = SentenceSplitter.split(one.item().text()).stream()
                .filter(sentence -> !HostileText.in(sentence))
                .limit(MOST_SENTENCES)
                .toList();
        List<float[]> said = embedder.embedAll(sentences);
        double whole = Embedder.cosine(one.meaning(), wanted);
        double part = nearest(facets, one.meaning());
        double sentence =
                facets.stream().mapToDouble(facet -> nearest(said, facet)).max().orElse(0);
        double topic = nearest(topics, one.meaning());
        return Math.clamp(0.25 * whole + 0.30 * part + 0.25 * sentence + 0.20 * topic, 0.0, 1.0);
    }

    private static List<Ranked> diverse(
            List<Ranked> candidates, @Nullable Item opening, int most, PassedOverItems passedOver) {
        List<Ranked> left = new ArrayList<>(candidates);
        List<Ranked> chosen = new ArrayList<>();
        Instant newest = candidates.stream()
                .map(one -> one.item().published())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        while (!left.isEmpty() && chosen.size() < most) {
            Ranked next = left.stream()
                    .max(Comparator.comparingDouble(one -> RELEVANCE_OVER_DIVERSITY * one.relevance()
                            - (1 - RELEVANCE_OVER_DIVERSITY) * nearest(meanings(chosen), one.meaning())
                            - age(one.item(), newest)
                            - ONE_SOURCE * shareOf(one.item().source(), chosen)
                            + (one.item().equals(opening) ? OPENS_NOTE : 0)))
                    .orElseThrow();
            left.remove(next);
            boolean told =
                    nearest(meanings(chosen), next.meaning()) > (next.item().ownNote() ? SAME_NOTE : SAME_STORY);
            if (told) {
                passedOver.add(next.item(), "SAME_STORY", "another item that was picked tells the same");
            } else {
                chosen.add(next);
            }
        }
        left.forEach(one -> passedOver.add(one.item(), "NOT_NEEDED", "more was picked than the campaign can use"));
        return chosen;
    }

    private static @Nullable Item opening(List<Item> items) {
        return items.stream()
                .filter(item -> item.ownNote() && !item.title().isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** What it costs an item to be old beside the newest one: 0.1 a year, at most 0.2. */
    private static double age(Item item, Instant newest) {
        Instant published = item.published();
        if (published == null) {
            return 0;
        }
        return Math.clamp(Duration.between(published, newest).toDays() / 3_650.0, 0.0, 0.2);
    }

    private static double shareOf(String source, List<Ranked> chosen) {
        return chosen.stream().filter(one -> one.item().source().equals(source)).count() / Math.max(1.0, chosen.size());
    }

    private static List<float[]> meanings(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::meaning).toList();
    }

    private static double nearest(List<float[]> all, float[] one) {
        return all.stream()
                .mapToDouble(other -> Embedder.cosine(other, one))
                .max()
                .orElse(0);
    }

    private static String headline(Item item) {
        String text = item.text().substring(0, Math.min(HEADLINE, item.text().length()));
        return item.title().isEmpty() ? text : item.title() + ". " + text;
    }
}
