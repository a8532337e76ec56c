package dev.chimera.judge;

import dev.chimera.judge.Word.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A claim laid beside one sentence of its source, word by word, by their longest common subsequence.
 *
 * <p>Leaving words out keeps a claim true far more often than putting other words in, so that is what the checks look
 * for: a word where the source has another one ({@link #replaced}), words in another order ({@link #moved}), words that
 * the source does not have there ({@link #added}).
 *
 * @param common how many words both have, in the same order
 * @param replaced words of the claim that stand where the source has other words
 * @param moved words of the claim that the source has, but in another place
 * @param added words of the claim that the sentence does not have, where it has nothing
 */
record Alignment(
        List<Word> claim, Sentence source, int common, List<Word> replaced, List<Word> moved, List<Word> added) {

    /** @param known keys that need no source, such as the persona's own name */
    static Alignment of(List<Word> claim, Sentence source, Set<String> known) {
        List<Word> theirs = source.claims();
        List<int[]> pairs = commonSubsequence(claim, theirs);
        Set<Integer> paired = new HashSet<>();
        pairs.forEach(pair -> paired.add(pair[1]));
        List<Word> unpaired = new ArrayList<>();
        for (int i = 0; i < theirs.size(); i++) {
            if (!paired.contains(i)) {
                unpaired.add(theirs.get(i));
            }
        }
        List<Word> replaced = new ArrayList<>();
        List<Word> moved = new ArrayList<>();
        List<Word> added = new ArrayList<>();
        int mine = 0;
        int other = 0;
        for (int p = 0; p <= pairs.size(); p++) {
            int mineEnd = p < pairs.size() ? pairs.get(p)[0] : claim.size();
            int otherEnd = p < pairs.size() ? pairs.get(p)[1] : theirs.size();
            List<Word> mineGap = claim.subList(mine, mineEnd);
            List<Word> otherGap = theirs.subList(other, otherEnd);
            if (pairs.isEmpty()) {
                otherGap = List.of();
            } else if (p == 0) {
                int clause = theirs.get(otherEnd).clause();
                otherGap = otherGap.stream()
                        .filter(word -> word.clause() == clause)
                        .toList();
            } else if (p == pairs.size()) {
                int clause = theirs.get(other - 1).clause();
                otherGap = otherGap.stream()
                        .filter(word -> word.clause() == clause)
                        .toList();
            }
            sort(mineGap, otherGap, unpaired, known, replaced, moved, added);
            mine = mineEnd + 1;
            other = otherEnd + 1;
        }
        return new Alignment(claim, source, pairs.size(), replaced, moved, added);
    }

    private static void sort(
            List<Word> mineGap,
            List<Word> otherGap,
            List<Word> unpaired,
            Set<String> known,
            List<Word> replaced,
            List<Word> moved,
            List<Word> added) {
        for (Word word : mineGap) {
            if (unpaired.stream().anyMatch(other -> other.key().equals(word.key()))) {
                moved.add(word);
            } else if (otherGap.isEmpty() || (word.kind() != Kind.NUMBER && known.contains(word.key()))) {
                added.add(word);
            } else {
                replaced.add(word);
            }
        }
    }

    private static List<int[]> commonSubsequence(List<Word> mine, List<Word> theirs) {
        int[][] length = new int[mine.size() + 1][theirs.size() + 1];
        for (int i = mine.size() - 1; i >= 0; i--) {
            for (int j = theirs.size() - 1; j >= 0; j--) {
                length[i][j] = mine.get(i).key().equals(theirs.get(j).key())
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        List<int[]> pairs = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < mine.size() && j < theirs.size()) {
            if (mine.get(i).key().equals(theirs.get(j).key())) {
                pairs.add(new int[] {i++, j++});
            } else if (length[i + 1][j] >= length[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return pairs;
    }
}
