package dev.chimera.judge;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * The form in which two words are compared: lower case, without accents, stemmed (Snowball's English stemmer), and with
 * one word for all that mean the same ({@code same-meaning.txt}).
 */
final class Stems {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern POSSESSIVE = Pattern.compile("['’]s?$");

    private static final Map<String, String> SAME = sameMeaning();

    private Stems() {}

    static String of(String word) {
        String plain = POSSESSIVE.matcher(plain(word)).replaceAll("");
        String whole = SAME.get(plain);
        if (whole != null) {
            return whole;
        }
        String stem = snowball(plain);
        return SAME.getOrDefault(stem, stem);
    }

    /** Lower case and without accents, so that {@code Café} is {@code cafe}. */
    static String plain(String text) {
        return MARKS.matcher(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD))
                .replaceAll("");
    }

    private static String snowball(String word) {
        // A stemmer has state, and making one costs less than a lock.
        EnglishStemmer stemmer = new EnglishStemmer();
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }

    private static Map<String, String> sameMeaning() {
        Map<String, String> same = new HashMap<>();
        for (var group : WordList.lines("same-meaning.txt")) {
            String first = snowball(group.getFirst());
            group.forEach(word -> {
                same.put(word, first);
                same.putIfAbsent(snowball(word), first);
            });
        }
        return Map.copyOf(same);
    }
}
