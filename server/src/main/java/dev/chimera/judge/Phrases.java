package dev.chimera.judge;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text as a row of stems, for finding phrases in it whatever their case, accents, endings and hyphens. */
record Phrases(List<String> stems) {

    private static final Pattern WORD =
            Pattern.compile("\\p{N}++(?:[.,:]\\p{N}++)*+|\\p{L}[\\p{L}\\p{M}]*+(?:['’]\\p{L}++)*+");

    private static final Set<String> ENDINGS = Set.of("er", "est", "li", "ly", "ish", "ness");
    private static final int SHORTEST_WITH_ENDING = 4;

    private static final int SHINGLE = 3;

    /** From this share of common three-word runs on, two texts are one. */
    private static final double SAME_SHINGLES = 0.6;

    /** From this share of common words on, two texts of the same numbers are one, in whatever order. */
    private static final double SAME_WORDS = 0.85;

    Phrases {
        stems = List.copyOf(stems);
    }

    static Phrases of(String text) {
        return new Phrases(WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(Stems::of)
                .toList());
    }

    boolean contain(Phrases phrase) {
        int length = phrase.stems.size();
        for (int at = 0; length > 0 && at + length <= stems.size(); at++) {
            int same = 0;
            while (same < length && isFormOf(stems.get(at + same), phrase.stems.get(same))) {
                same++;
            }
            if (same == length) {
                return true;
            }
        }
        return false;
    }

    /** The stemmer keeps "cheaper" and "cheaply" apart from "cheap". */
    private static boolean isFormOf(String stem, String phrase) {
        return stem.equals(phrase)
                || (phrase.length() >= SHORTEST_WITH_ENDING
                        && stem.startsWith(phrase)
                        && ENDINGS.contains(stem.substring(phrase.length())));
    }

    /** Whether it is the other one again, perhaps with a word changed or its parts in another order. */
    boolean repeats(Phrases other) {
        return stems.equals(other.stems)
                || jaccard(shingles(), other.shingles()) >= SAME_SHINGLES
                || (jaccard(new HashSet<>(stems), new HashSet<>(other.stems)) >= SAME_WORDS
                        && numbers().equals(other.numbers()));
    }

    private Set<List<String>> shingles() {
        Set<List<String>> shingles = new HashSet<>();
        for (int i = 0; i + SHINGLE <= stems.size(); i++) {
            shingles.add(stems.subList(i, i + SHINGLE));
        }
        return shingles;
    }

    private Set<String> numbers() {
        Set<String> numbers = new HashSet<>(stems);
        numbers.removeIf(stem -> !Character.isDigit(stem.charAt(0)));
        return numbers;
    }

    private static <T> double jaccard(Set<T> one, Set<T> other) {
        Set<T> both = new HashSet<>(one);
        both.retainAll(other);
        int union = one.size() + other.size() - both.size();
        return union == 0 ? 0 : both.size() / (double) union;
    }
}
