package dev.chimera.model.offline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A material, cut into sentences, with what has been introduced before each of them. */
final class Article {

    /** A post is made from the beginning of a story, and a story that has not come to the point by here never will. */
    private static final int MOST_SENTENCES = 40;

    private static final Pattern FULL_NAME =
            Pattern.compile("\\b\\p{Lu}\\p{Ll}+(?: (?:d[aeo]s?|von|van|de la|el))? \\p{Lu}[\\p{Ll}-]+\\b");
    private static final Pattern INTRODUCED =
            Pattern.compile("\\b(?:[Aa]n?|one|another|its|their|his|her|our|two|three|new)((?: [\\p{L}-]+){1,3})");

    private static final Pattern DEFINITE = Pattern.compile("\\b[Tt]he ([\\p{L}-]+)");

    /** As in minutes: {@code 4. Budget. The precept was set at 31,400 euros.} */
    private static final Pattern NUMBERED = Pattern.compile("^(?:\\d{1,3}|\\p{Ll})[.)] (?=\\S)");

    private static final Pattern ORNAMENT_BEFORE =
            Pattern.compile("^[\\p{IsEmoji_Presentation}\\p{So}\\uFE0F\\u200D\\s]++");
    private static final Pattern ORNAMENT_BEHIND = Pattern.compile(
            "(?<=[\\p{L}\\p{N}.!?)])\\s?[\\p{IsEmoji_Presentation}\\uFE0F\\u200D][\\p{IsEmoji_Presentation}\\uFE0F\\u200D\\s]*+$");

    private static final int LABEL_WORDS = 3;

    private final Material material;
    private final List<String> sentences = new ArrayList<>();
    private final Set<Integer> openings = new HashSet<>();

    Article(Material material) {
        this.material = material;
        for (String line : material.text().lines().map(String::strip).toList()) {
            List<String> ofLine = SentenceSplitter.split(NUMBERED.matcher(line).replaceFirst("")).stream()
                    .map(Article::withoutOrnament)
                    .filter(sentence -> !sentence.isEmpty())
                    .toList();
            List<String> rest =
                    ofLine.size() > 1 && isLabel(ofLine.getFirst()) ? ofLine.subList(1, ofLine.size()) : ofLine;
            if (!rest.isEmpty() && sentences.size() + rest.size() <= MOST_SENTENCES) {
                openings.add(sentences.size());
            }
            rest.stream().limit((long) MOST_SENTENCES - sentences.size()).forEach(sentences::add);
        }
    }

    /** Pictures before and behind a sentence say nothing that it does not. */
    private static String withoutOrnament(String sentence) {
        return ORNAMENT_BEHIND
                .matcher(ORNAMENT_BEFORE.matcher(sentence).replaceFirst(""))
                .replaceFirst("");
    }

    /** {@code Playground.} in front of what is said about it. */
    private static boolean isLabel(String sentence) {
        return sentence.endsWith(".") && Words.of(sentence).size() <= LABEL_WORDS && !Words.hasVerb(sentence);
    }

    /** Whether a paragraph, or an entry of a list, begins with the sentence {@code at}. */
    boolean opensParagraph(int at) {
        return openings.contains(at);
    }

    /** Whether the sentence {@code at} is all of its paragraph. */
    boolean standsAlone(int at) {
        return opensParagraph(at) && (at + 1 == sentences.size() || opensParagraph(at + 1));
    }

    Material material() {
        return material;
    }

    List<String> sentences() {
        return sentences;
    }

    /** Whether two attacks or more stand in it: then none of it is trusted. */
    boolean isHostile() {
        return material.ownNote() ? HostileText.fillsOwn(sentences) : HostileText.fills(sentences);
    }

    /** Last names by which people are called from here on, because their full names stood before sentence {@code at}. */
    Set<String> lastNamesBefore(int at) {
        Set<String> names = new HashSet<>();
        for (String sentence : sentences.subList(0, at)) {
            Matcher full = FULL_NAME.matcher(sentence);
            while (full.find()) {
                String name = full.group();
                names.add(name.substring(name.lastIndexOf(' ') + 1));
            }
        }
        return names;
    }

    /** How many things a sentence means by "the" that were spoken of before it, in the title or in the text. */
    long knownBefore(int at, String sentence) {
        if (at == 0) {
            return 0;
        }
        Set<String> before = Words.stems(material.title() + " " + String.join(" ", sentences.subList(0, at)));
        return DEFINITE.matcher(sentence)
                .results()
                .filter(definite -> before.contains(Words.stem(definite.group(1))))
                .count();
    }

    /** Nouns that an indefinite article introduced before sentence {@code at}: {@code the mill} then means that mill. */
    Set<String> nounsBefore(int at) {
        Set<String> nouns = new HashSet<>();
        for (String sentence : sentences.subList(0, at)) {
            Matcher introduced = INTRODUCED.matcher(sentence);
            while (introduced.find()) {
                nouns.addAll(new ArrayList<>(
                        Words.of(introduced.group(1)).stream().map(Words::stem).toList()));
            }
        }
        return nouns;
    }
}
