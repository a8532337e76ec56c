package dev.chimera.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds sentences whose "it" or "they" was cut from what it stood for: true alone, and false behind another sentence.
 */
final class Referents {

    private static final Set<String> PRONOUNS =
            Set.of("it", "its", "it's", "they", "their", "he", "she", "his", "her", "this", "these", "those");

    /** "It was built in 1912. It squeezes 40 litres." still speak of the sentence before both. */
    private static final int REACH = 3;

    private record Place(int material, int sentence) {}

    private Referents() {}

    static Optional<String> dangling(List<Sentence> draft, List<Material> materials) {
        List<List<Sentence>> sources = materials.stream()
                .map(material -> Stream.concat(
                                Sentence.allOf(material.title()).stream(), Sentence.allOf(material.text()).stream())
                        .toList())
                .toList();
        for (int i = 1; i < draft.size(); i++) {
            Sentence sentence = draft.get(i);
            if (!startsWithPronoun(sentence)) {
                continue;
            }
            List<Place> mine = places(sentence, sources);
            List<Place> before = places(draft.get(i - 1), sources);
            boolean follows = mine.stream()
                    .anyMatch(place -> before.stream()
                            .anyMatch(other -> place.material() == other.material()
                                    && place.sentence() >= other.sentence()
                                    && place.sentence() - other.sentence() <= REACH));
            // The title says what the whole is about.
            boolean titled = before.stream()
                    .anyMatch(place -> place.sentence() == 0
                            && mine.stream().anyMatch(other -> other.material() == place.material()));
            if (!mine.isEmpty() && !before.isEmpty() && !follows && !titled) {
                return Optional.of("\"" + sentence.words().getFirst().text() + "\" in \"" + sentence.text()
                        + "\" stands for something else in the source");
            }
        }
        return Optional.empty();
    }

    private static boolean startsWithPronoun(Sentence sentence) {
        return !sentence.words().isEmpty()
                && PRONOUNS.contains(Stems.plain(sentence.words().getFirst().text()));
    }

    /** Where the sentence may come from: all sentences that share most with it. */
    private static List<Place> places(Sentence sentence, List<List<Sentence>> sources) {
        Set<String> keys = sentence.keys();
        List<Place> places = new ArrayList<>();
        long most = sources.stream()
                .flatMap(List::stream)
                .map(source -> shared(source, keys))
                .max(Comparator.naturalOrder())
                .orElse(0L);
        for (int m = 0; most > 0 && m < sources.size(); m++) {
            for (int s = 0; s < sources.get(m).size(); s++) {
                if (shared(sources.get(m).get(s), keys) == most) {
                    places.add(new Place(m, s));
                }
            }
        }
        return places;
    }

    private static long shared(Sentence source, Set<String> keys) {
        return source.keys().stream().filter(keys::contains).count();
    }
}
