package dev.chimera.judge;

import dev.chimera.judge.Word.Kind;
import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part {@code grounded}: whether every claim of a text is in its material.
 *
 * <p>Each clause is laid beside the sentences of the material that are nearest to it, and has to agree with one of them
 * ({@link Alignment}, {@link Polarity}). Embeddings alone can't do it: all-MiniLM puts "the council rejected the pool"
 * at 0.9 beside "the council approved the pool". They only weigh in where the words agree. What was reworded freely is
 * therefore doubtful at best: a person looks at it.
 */
final class Grounding {

    private static final int LONGEST_MATERIAL = 40_000;

    private static final double MADE_UP = 0.15;
    private static final double ALTERED = 0.35;

    /** One word that no source has is doubtful, two are too many. */
    private static final double PER_UNKNOWN_WORD = 0.2;

    private static final Pattern QUOTED = Pattern.compile("[\"“«]([^\"“”«»]{2,})[\"”»]");
    private static final Pattern ABSOLUTE = Pattern.compile(
            "(?i)all|every|everybody|everyone|everywhere|always|never|only|best|most|first|guaranteed|\\p{L}{3,}est");
    private static final Pattern OPEN_QUESTION = Pattern.compile("(?i).*\\b(?:you|your|we|us)\\b.*\\?");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Embedder embedder;

    Grounding(Embedder embedder) {
        this.embedder = embedder;
    }

    /** A finding, the lower the worse. */
    private record Finding(double value, String why) {}

    Part assess(Draft draft) {
        List<Sentence> sources = draft.material().stream()
                .flatMap(material -> Stream.concat(
                        Sentence.allOf(material.title()).stream(), Sentence.allOf(head(material.text())).stream()))
                .toList();
        if (sources.isEmpty()) {
            return new Part("grounded", 0, "there is no material that could hold its claims");
        }
        Set<String> known = new HashSet<>();
        Stream.concat(Stream.of(draft.goal(), draft.soul().name()), draft.soul().topics().stream())
                .flatMap(text -> Sentence.allOf(text).stream())
                .forEach(sentence -> known.addAll(sentence.keys()));
        Material all = draft.material().getFirst();
        Finding worst = new Finding(
                1,
                "every claim is in \"" + all.title() + "\""
                        + (draft.material().size() > 1 ? " or the other material" : ""));
        Set<String> everywhere =
                sources.stream().flatMap(sentence -> sentence.keys().stream()).collect(Collectors.toSet());
        for (Finding finding : findings(draft, sources, everywhere, known)) {
            worst = finding.value() < worst.value() ? finding : worst;
        }
        return new Part("grounded", worst.value(), worst.why());
    }

    private List<Finding> findings(Draft draft, List<Sentence> sources, Set<String> everywhere, Set<String> known) {
        List<Finding> findings = new ArrayList<>();
        quotes(draft, findings);
        List<Word> unknown = new ArrayList<>();
        int claims = 0;
        for (Sentence sentence : Sentence.allOf(draft.text())) {
            boolean asks = sentence.isQuestion()
                    && OPEN_QUESTION.matcher(sentence.text()).matches();
            claims += sentence.claims().size();
            for (Word word : sentence.claims()) {
                if (!everywhere.contains(word.key()) && (word.isAnchor() || !asks)) {
                    if (word.kind() == Kind.NUMBER || !known.contains(word.key())) {
                        unknown.add(word);
                    }
                }
            }
            if (!asks) {
                sentence.clauses().forEach(clause -> clause(clause, sentence, sources, known, findings));
                whole(sentence, sources, known, findings);
                meaning(sentence, sources, findings);
            }
        }
        unknown(unknown, claims, findings);
        return findings;
    }

    private static void quotes(Draft draft, List<Finding> findings) {
        String material = draft.material().stream()
                .map(one -> bare(one.title() + " " + head(one.text())))
                .collect(Collectors.joining(" | "));
        Matcher quoted = QUOTED.matcher(draft.text());
        while (quoted.find()) {
            if (!material.contains(bare(quoted.group(1)))) {
                findings.add(new Finding(MADE_UP, "nobody says \"" + quoted.group(1) + "\" in the material"));
            }
        }
    }

    private static void unknown(List<Word> unknown, int claims, List<Finding> findings) {
        if (unknown.isEmpty()) {
            return;
        }
        String words = unknown.stream().map(Word::text).distinct().collect(Collectors.joining(", "));
        boolean anchor = unknown.stream().anyMatch(Word::isAnchor);
        boolean absolute =
                unknown.stream().anyMatch(word -> ABSOLUTE.matcher(word.text()).matches());
        double value = Math.max(0, 1 - PER_UNKNOWN_WORD * unknown.size());
        if (unknown.size() * 3 > claims) {
            value = Math.min(value, ALTERED);
        }
        findings.add(new Finding(
                anchor ? Math.min(MADE_UP, value) : absolute ? Math.min(ALTERED, value) : value,
                "the material does not have: " + words));
    }

    /** Checks a clause against the sentences that share most with it: one of them has to agree. */
    private static void clause(
            List<Word> clause, Sentence whole, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        List<Word> claim = clause.stream().filter(Word::claims).toList();
        if (claim.size() < 2) {
            lone(claim, whole, sources, findings);
            return;
        }
        Optional<Finding> best = nearest(claim, sources, known).stream()
                .map(alignment -> check(clause, alignment, sources))
                .max(Comparator.comparingDouble(Finding::value));
        best.filter(finding -> finding.value() < 1).ifPresent(findings::add);
    }

    /** A date or a number that stands alone between commas belongs to what the rest of its sentence says. */
    private static void lone(List<Word> claim, Sentence whole, List<Sentence> sources, List<Finding> findings) {
        if (claim.isEmpty() || !claim.getFirst().isAnchor() || whole.claims().size() < 3) {
            return;
        }
        Word word = claim.getFirst();
        Set<String> rest = whole.keys();
        boolean supported = sources.stream()
                .map(Sentence::keys)
                .anyMatch(keys -> keys.contains(word.key())
                        && keys.stream().filter(rest::contains).count() > 1);
        if (!supported) {
            findings.add(new Finding(ALTERED, "no source says \"" + word.text() + "\" of this"));
        }
    }

    /** A sentence that one source covers nearly whole must also keep its order across commas. */
    private static void whole(Sentence sentence, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        if (sentence.clauses().size() < 2) {
            return;
        }
        List<Word> claim = sentence.claims();
        nearest(claim, sources, known).stream()
                .filter(alignment -> alignment.common() * 10 >= claim.size() * 7)
                .map(alignment -> check(sentence.words(), alignment, sources))
                .max(Comparator.comparingDouble(Finding::value))
                .filter(finding -> finding.value() < 1)
                .ifPresent(findings::add);
    }

    private static List<Alignment> nearest(List<Word> claim, List<Sentence> sources, Set<String> known) {
        Set<String> keys = claim.stream().map(Word::key).collect(Collectors.toSet());
        long most =
                sources.stream().mapToLong(source -> shared(source, keys)).max().orElse(0);
        if (most == 0) {
            return List.of();
        }
        return sources.stream()
                .filter(source -> shared(source, keys) == most)
                .map(source -> Alignment.of(claim, source, known))
                .toList();
    }

    private static long shared(Sentence source, Set<String> keys) {
        return source.keys().stream().filter(keys::contains).count();
    }

    private static Finding check(List<Word> clause, Alignment alignment, List<Sentence> sources) {
        Optional<String> turned = Polarity.turnedRound(clause, alignment.source());
        if (turned.isPresent()) {
            return new Finding(ALTERED, turned.get());
        }
        if (!alignment.replaced().isEmpty()) {
            return new Finding(
                    ALTERED,
                    "\"" + texts(alignment.replaced()) + "\" is not what the source has there: \""
                            + alignment.source().text() + "\"");
        }
        if (!alignment.moved().isEmpty()) {
            return new Finding(
                    ALTERED,
                    "\"" + texts(alignment.moved()) + "\" stands elsewhere in the source: \""
                            + alignment.source().text() + "\"");
        }
        for (Word word : alignment.added()) {
            if (word.isAnchor() && !hasNeighbour(word, alignment.claim(), sources)) {
                return new Finding(ALTERED, "no source says \"" + word.text() + "\" of this");
            }
        }
        return new Finding(1, "");
    }

    /** Whether some source has the word beside one that it stands beside in the claim. */
    private static boolean hasNeighbour(Word word, List<Word> claim, List<Sentence> sources) {
        int at = claim.indexOf(word);
        Set<String> beside = new HashSet<>();
        if (at > 0) {
            beside.add(claim.get(at - 1).key());
        }
        if (at + 1 < claim.size()) {
            beside.add(claim.get(at + 1).key());
        }
        for (Sentence source : sources) {
            List<Word> theirs = source.claims();
            for (int i = 0; i < theirs.size(); i++) {
                if (theirs.get(i).key().equals(word.key())
                        && (i > 0 && beside.contains(theirs.get(i - 1).key())
                                || i + 1 < theirs.size()
                                        && beside.contains(theirs.get(i + 1).key()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The words may all be there and still say something else: the nearest source must mean the same, too. */
    private void meaning(Sentence sentence, List<Sentence> sources, List<Finding> findings) {
        Set<String> keys = sentence.keys();
        if (keys.size() < 3) {
            return;
        }
        List<String> near = sources.stream()
                .sorted(Comparator.comparingLong((Sentence source) -> shared(source, keys))
                        .reversed())
                .limit(3)
                .map(Sentence::text)
                .toList();
        float[] mine = embedder.embed(sentence.text());
        List<String> candidates = new ArrayList<>(near);
        candidates.add(String.join(" ", near));
        double most = embedder.embedAll(candidates).stream()
                .mapToDouble(theirs -> Embedder.cosine(mine, theirs))
                .max()
                .orElse(0);
        double value = Scale.between(0.35, 0.5, 0.65, 1.0).of(most);
        if (value < 1) {
            findings.add(new Finding(value, "\"" + sentence.text() + "\" is far from what the material says"));
        }
    }

    private static String texts(List<Word> words) {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    private static String head(String text) {
        return text.length() <= LONGEST_MATERIAL ? text : text.substring(0, LONGEST_MATERIAL);
    }

    private static String bare(String text) {
        return NOT_LETTERS.matcher(Stems.plain(text)).replaceAll(" ").strip();
    }
}
