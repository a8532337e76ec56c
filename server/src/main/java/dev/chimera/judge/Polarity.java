package dev.chimera.judge;

import dev.chimera.judge.Word.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds statements that were turned round: a {@code not} that came or went, an opposite, a {@code may} that is gone. */
final class Polarity {

    /** How many words that say something a negation reaches: "do not do the work for you" negates the work. */
    private static final int REACH = 2;

    private static final Map<String, Set<String>> OPPOSITES = opposites();

    private Polarity() {}

    /** What was turned round, in words, or nothing. */
    static Optional<String> turnedRound(List<Word> claim, Sentence source) {
        Map<String, Set<Boolean>> theirs = polarities(source);
        for (var entry : negated(claim, Kind.NEGATION).entrySet()) {
            Set<Boolean> said = theirs.get(entry.getKey());
            if (said != null && !said.containsAll(entry.getValue())) {
                return Optional.of("\"" + entry.getKey() + "\" is "
                        + (said.contains(true) ? "negated in the source" : "not negated in the source"));
            }
        }
        return opposite(claim, source).or(() -> certain(claim, source));
    }

    /**
     * A pair of words that the claim has side by side, from whichever sentence: when all sentences that have both say
     * one of them with the other polarity, the claim turned them round.
     */
    static Optional<String> pairTurnedRound(List<Word> clause, List<Sentence> sources) {
        Map<String, Set<Boolean>> mine = negated(clause, Kind.NEGATION);
        List<Word> claim = clause.stream().filter(Word::claims).toList();
        for (int i = 0; i + 1 < claim.size(); i++) {
            Set<String> pair =
                    Set.copyOf(List.of(claim.get(i).key(), claim.get(i + 1).key()));
            List<Sentence> holding = sources.stream()
                    .filter(source -> source.keys().containsAll(pair))
                    .toList();
            if (!holding.isEmpty() && holding.stream().noneMatch(source -> agrees(pair, mine, polarities(source)))) {
                return Optional.of("\"" + claim.get(i).text() + "\" and \""
                        + claim.get(i + 1).text() + "\" are said the other way round in the source");
            }
        }
        return Optional.empty();
    }

    private static boolean agrees(Set<String> pair, Map<String, Set<Boolean>> mine, Map<String, Set<Boolean>> theirs) {
        return pair.stream()
                .allMatch(key -> theirs.getOrDefault(key, Set.of()).containsAll(mine.getOrDefault(key, Set.of())));
    }

    private static Map<String, Set<Boolean>> polarities(Sentence source) {
        Map<String, Set<Boolean>> theirs = new HashMap<>();
        for (List<Word> clause : source.clauses()) {
            negated(clause, Kind.NEGATION)
                    .forEach((key, is) ->
                            theirs.computeIfAbsent(key, k -> new HashSet<>()).addAll(is));
        }
        return theirs;
    }

    /** For each word, whether it is said with a negation, without, or both. */
    private static Map<String, Set<Boolean>> negated(List<Word> clause, Kind by) {
        Map<String, Set<Boolean>> negated = new HashMap<>();
        List<Word> before = new ArrayList<>();
        int reach = 0;
        boolean atEnd = false;
        for (Word word : clause) {
            if (word.kind() == by) {
                reach = REACH;
                atEnd = true;
                continue;
            }
            // "Wine is not." speaks of what stands before; "without one" does not.
            atEnd = false;
            if (word.claims()) {
                negated.computeIfAbsent(word.key(), k -> new HashSet<>()).add(reach > 0);
                reach--;
                before.add(word);
            }
        }
        if (atEnd) {
            // "Tea is included, wine is not."
            before.forEach(word -> negated.put(word.key(), Set.of(true)));
        }
        return negated;
    }

    private static Optional<String> certain(List<Word> claim, Sentence source) {
        if (claim.stream().anyMatch(word -> word.kind() == Kind.MODAL)) {
            return Optional.empty();
        }
        Set<String> said = new HashSet<>();
        claim.stream().filter(Word::claims).forEach(word -> said.add(word.key()));
        for (List<Word> clause : source.clauses()) {
            long shared =
                    clause.stream().filter(word -> said.contains(word.key())).count();
            for (int i = 0; i + 1 < clause.size() && shared > 1; i++) {
                if (clause.get(i).kind() != Kind.MODAL) {
                    continue;
                }
                Optional<Word> verb = clause.subList(i + 1, clause.size()).stream()
                        .filter(Word::claims)
                        .findFirst();
                if (verb.isPresent() && said.contains(verb.get().key())) {
                    return Optional.of("the source only says \"" + clause.get(i).text() + "\" of \""
                            + verb.get().text() + "\"");
                }
            }
        }
        return Optional.empty();
    }

    /** An opposite where the source has the other word, beside a word that both have. */
    private static Optional<String> opposite(List<Word> claim, Sentence source) {
        Set<String> theirs = new HashSet<>();
        source.words().forEach(word -> theirs.add(plainKey(word)));
        for (int i = 0; i < claim.size(); i++) {
            String mine = plainKey(claim.get(i));
            if (theirs.contains(mine)) {
                continue;
            }
            for (String other : OPPOSITES.getOrDefault(mine, Set.of())) {
                if (theirs.contains(other) && sharesNeighbour(claim, i, source.words(), other)) {
                    return Optional.of(
                            "it says \"" + claim.get(i).text() + "\" where the source has \"" + other + "\"");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean sharesNeighbour(List<Word> claim, int at, List<Word> source, String key) {
        Set<String> mine = neighbours(claim, at);
        for (int j = 0; j < source.size(); j++) {
            if (plainKey(source.get(j)).equals(key)
                    && neighbours(source, j).stream().anyMatch(mine::contains)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> neighbours(List<Word> words, int at) {
        Set<String> keys = new HashSet<>();
        for (int step : new int[] {-1, 1}) {
            for (int i = at + step; i >= 0 && i < words.size(); i += step) {
                if (words.get(i).claims()) {
                    keys.add(words.get(i).key());
                    break;
                }
            }
        }
        return keys;
    }

    private static String plainKey(Word word) {
        return word.claims() ? word.key() : Stems.of(word.text());
    }

    private static Map<String, Set<String>> opposites() {
        Map<String, Set<String>> opposites = new HashMap<>();
        for (List<String> pair : WordList.lines("opposites.txt")) {
            String one = Stems.of(pair.getFirst());
            String other = Stems.of(pair.getLast());
            opposites.computeIfAbsent(one, k -> new HashSet<>()).add(other);
            opposites.computeIfAbsent(other, k -> new HashSet<>()).add(one);
        }
        return Map.copyOf(opposites);
    }
}
