package dev.chimera.model.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the composer knows of English words: which carry meaning, and which may be a sentence's verb. */
final class Words {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]++(?:['’.\\-][\\p{L}\\p{N}]++)*+");

    private static final Pattern HISSES = Pattern.compile("(?:s|x|z|ch|sh|o)$");

    private static final Set<String> STOP = Set.of(("a an the and or but nor so yet of in on at to from by for with "
                    + "without about into over under after before between through during until since than as if "
                    + "that which who whom whose when where while because though although is are was were be been being "
                    + "am has have had do does did will would can could shall should may might must not no it its they "
                    + "them their he him his she her we us our i me my you your this these those there here then also "
                    + "just only very more most some any each every all both such own same other too up out off down "
                    + "again now how what why")
            .split(" "));

    /** Verbs in their base form, one a line, irregular past forms behind it. */
    private static final Set<String> VERBS = verbs();

    private static final Set<String> BASE_FORMS =
            lines().map(line -> line.split(" ")[0]).collect(Collectors.toUnmodifiableSet());

    /** Small words of languages that are written with Latin letters, none of them a word of English. */
    private static final Set<String> ELSEWHERE =
            Set.copyOf(List.of(("der das und ist ein eine mit für auf nicht von zu den dem le la les "
                            + "des une est et dans pour sur avec au du el los las una con por para que es del os um uma com não "
                            + "da il gli di che per sono het een en van voor och att det som på ett og af til jest na się z "
                            + "w nie")
                    .split(" +")));

    private Words() {}

    static List<String> of(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    static boolean carriesMeaning(String word) {
        return word.length() > 1 && !STOP.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Stems of the words that carry meaning. */
    static Set<String> stems(String text) {
        return of(text).stream()
                .flatMap(word -> java.util.Arrays.stream(word.split("-")))
                .filter(Words::carriesMeaning)
                .map(Words::stem)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Enough to see that {@code roasters} and {@code roaster} are one word; not a linguist's stem. */
    static String stem(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replaceAll("['’]s$", "");
        if (lower.length() > 4 && lower.endsWith("ies")) {
            return lower.substring(0, lower.length() - 3) + "y";
        }
        return lower.length() > 3 && lower.endsWith("s") && !lower.endsWith("ss")
                ? lower.substring(0, lower.length() - 1)
                : lower;
    }

    /** Whether it reads as English: a sixth of its words are the small ones. */
    static boolean isEnglish(String text) {
        List<String> words = of(text);
        long small = words.stream()
                .filter(word -> STOP.contains(word.toLowerCase(Locale.ROOT)))
                .count();
        return small * 6 >= words.size();
    }

    /** Whether a tenth of its words are small ones of another language, or most of its letters are of another script. */
    static boolean isOtherLanguage(String text) {
        List<String> words = of(text);
        long small = words.stream()
                .filter(word -> ELSEWHERE.contains(word.toLowerCase(Locale.ROOT)))
                .count();
        long letters = text.codePoints().filter(Character::isLetter).count();
        long latin = text.codePoints()
                .filter(c -> Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
                .count();
        return small * 10 >= Math.max(1, words.size()) || latin * 2 < letters;
    }

    static boolean hasVerb(String sentence) {
        List<String> words = of(sentence).stream()
                .map(word -> word.toLowerCase(Locale.ROOT).replace('’', '\''))
                .toList();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            // "Notes of plum and orange peel." has none: what begins with an -s form, or ends with a base form, are
            // nouns.
            boolean noun = (i == 0 && word.endsWith("s") && !isAuxiliary(word))
                    || (i == words.size() - 1 && i > 0 && BASE_FORMS.contains(word));
            if (!noun && (VERBS.contains(word) || (word.length() > 4 && word.endsWith("ed")))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAuxiliary(String word) {
        return STOP.contains(word.toLowerCase(Locale.ROOT)) || word.contains("'") || word.contains("’");
    }

    /** Whether it begins with a verb in its base form, so that it tells the reader to do something. */
    static boolean isOrder(String sentence) {
        List<String> words = of(sentence);
        return !words.isEmpty() && BASE_FORMS.contains(words.getFirst().toLowerCase(Locale.ROOT));
    }

    private static Set<String> verbs() {
        Set<String> forms = new HashSet<>();
        lines().forEach(line -> {
            String[] listed = line.split(" ");
            forms.addAll(List.of(listed));
            String base = listed[0];
            forms.add(base + "s");
            if (base.endsWith("y")) {
                forms.add(base.substring(0, base.length() - 1) + "ies");
            } else if (HISSES.matcher(base).find()) {
                forms.add(base + "es");
            }
        });
        return Set.copyOf(forms);
    }

    private static java.util.stream.Stream<String> lines() {
        try (InputStream in = Words.class.getResourceAsStream("verbs.txt")) {
            if (in == null) {
                throw new IllegalStateException("verbs.txt is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("verbs.txt", e);
        }
    }
}
