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
    private static final Pattern ADDRESSES = Pattern.compile("(?i)\\b(?:you|your|we|us)\\b");
    private static final Pattern CONDITION = Pattern.compile("(?i)\\b(?:if|unless|provided|assuming|in case)\\b");
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
        Set<String> everywhere = sources.stream()
                .flatMap(sentence -> sentence.words().stream().map(Word::key))
                .collect(Collectors.toSet());
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
        List<Sentence> sentences = Sentence.allOf(draft.text());
        Referents.dangling(sentences, draft.material()).ifPresent(why -> findings.add(new Finding(ALTERED, why)));
        for (Sentence sentence : sentences) {
            boolean asks =
                    sentence.isQuestion() && ADDRESSES.matcher(sentence.text()).find();
            claims += sentence.claims().size();
            framing(sentence, everywhere, known, unknown);
            for (Word word : sentence.claims()) {
                if (!everywhere.contains(word.key()) && (word.isAnchor() || !asks)) {
                    if (word.kind() == Kind.NUMBER || !known.contains(word.key())) {
                        unknown.add(word);
                    }
                }
            }
            if (!asks && !Verbatim.isIn(sentence, sources, draft.material())) {
                sentence.clauses().forEach(clause -> clause(clause, sentence, sources, known, findings));
                whole(sentence, sources, known, findings);
                unconditional(sentence, sources, known, findings);
                meaning(sentence, sources, known, findings);
            }
        }
        unknown(unknown, claims, findings);
        return findings;
    }

    /** "Good news for home baristas" frames; "ladders are for everyone" and "a great press" claim. */
    private static void framing(Sentence sentence, Set<String> everywhere, Set<String> known, List<Word> unknown) {
        for (List<Word> clause : sentence.clauses()) {
            boolean claims = clause.stream().anyMatch(word -> word.claims() && !known.contains(word.key()));
            clause.stream()
                    .filter(word -> word.kind() == Kind.FRAMING && claims)
                    .filter(word -> !word.equals(sentence.words().getFirst()))
                    .filter(word -> !everywhere.contains(word.key()))
                    .forEach(unknown::add);
        }
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
            lone(clause, whole, sources, known, findings);
            return;
        }
        Optional<Finding> best = nearest(claim, sources, known).stream()
                .map(alignment -> check(clause, alignment, sources, known))
                .max(Comparator.comparingDouble(Finding::value));
        best.filter(finding -> finding.value() < 1).ifPresent(findings::add);
    }

    /** A word that stands alone between commas belongs to what the rest of its sentence says. */
    private static void lone(
            List<Word> clause, Sentence whole, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        Optional<Word> lone = clause.stream().filter(Word::claims).findFirst();
        if (lone.isEmpty() || whole.claims().size() < 2) {
            return;
        }
        List<Optional<String>> turned = nearest(whole.claims(), sources, known).stream()
                .map(alignment -> Polarity.turnedRound(clause, alignment.source()))
                .toList();
        if (!turned.isEmpty() && turned.stream().allMatch(Optional::isPresent)) {
            findings.add(new Finding(ALTERED, turned.getFirst().orElseThrow()));
        }
        Word word = lone.get();
        Set<String> rest = whole.keys();
        boolean together = sources.stream()
                .map(Sentence::keys)
                .anyMatch(keys -> keys.contains(word.key())
                        && keys.stream().filter(rest::contains).count() > 1);
        if (word.isAnchor() && !together && rest.size() > 2) {
            findings.add(new Finding(ALTERED, "no source says \"" + word.text() + "\" of this"));
        }
    }

    /** A sentence that one source covers nearly whole must also keep its order across commas; what is negated was checked clause by clause. */
    private static void whole(Sentence sentence, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        if (sentence.clauses().size() < 2) {
            return;
        }
        List<Word> claim = sentence.claims();
        nearest(claim, sources, known).stream()
                .filter(alignment -> alignment.common() * 10 >= claim.size() * 7)
                .map(alignment -> check(List.of(), alignment, sources, known))
                .max(Comparator.comparingDouble(Finding::value))
                .filter(finding -> finding.value() < 1)
                .ifPresent(findings::add);
    }

    /** "We replace it if the bank agrees" is no promise to replace it. */
    private static void unconditional(
            Sentence sentence, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        List<Alignment> nearest = nearest(sentence.claims(), sources, known);
        if (!nearest.isEmpty()
                && !CONDITION.matcher(sentence.text()).find()
                && nearest.stream()
                        .allMatch(alignment ->
                                CONDITION.matcher(alignment.source().text()).find())) {
            findings.add(new Finding(
                    ALTERED,
                    "the source says it on a condition: \""
                            + nearest.getFirst().source().text() + "\""));
        }
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

    private static Finding check(List<Word> clause, Alignment alignment, List<Sentence> sources, Set<String> known) {
        Optional<String> turned = Polarity.turnedRound(clause, alignment.source())
                .or(() -> Joints.changed(clause, alignment.source()))
                .or(() -> Polarity.pairTurnedRound(clause, sources));
        if (turned.isPresent()) {
            return new Finding(ALTERED, turned.get());
        }
        if (alignment.replaced().stream().anyMatch(word -> tookPlace(word, alignment, sources))) {
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
            if (word.isAnchor() && !known.contains(word.key()) && !hasNeighbour(word, alignment.claim(), sources)) {
                return new Finding(ALTERED, "no source says \"" + word.text() + "\" of this");
            }
        }
        return new Finding(1, "");
    }

    /**
     * Whether the word took another one's place: a number where the source has another number. A run of words that
     * stands so in some source ("750 ml") was only brought along, unless it holds no number or name, or the source sentence has a rival for it.
     */
    private static boolean tookPlace(Word word, Alignment alignment, List<Sentence> sources) {
        Set<String> said = alignment.claim().stream().map(Word::key).collect(Collectors.toSet());
        boolean rival = word.isAnchor()
                && alignment.source().claims().stream()
                        .anyMatch(other -> other.kind() == word.kind() && !said.contains(other.key()));
        if (rival || alignment.replaced().stream().noneMatch(Word::isAnchor)) {
            return true;
        }
        return !hasNeighbour(word, word.isAnchor() ? alignment.claim() : alignment.replaced(), sources);
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
                boolean before = i > 0 && beside.contains(theirs.get(i - 1).key());
                boolean behind = i + 1 < theirs.size()
                        && beside.contains(theirs.get(i + 1).key());
                if (theirs.get(i).key().equals(word.key()) && (before || behind)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The words may all be there and still say something else: unless it was cut out of one source, it must mean the same. */
    private void meaning(Sentence sentence, List<Sentence> sources, Set<String> known, List<Finding> findings) {
        Set<String> keys = sentence.keys();
        List<Word> claims = sentence.claims();
        boolean cutOut =
                nearest(claims, sources, known).stream().anyMatch(alignment -> alignment.common() == claims.size());
        if (keys.size() < 3 || cutOut) {
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
