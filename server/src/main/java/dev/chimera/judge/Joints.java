package dev.chimera.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the small words between two words that stand side by side in the claim and in its source: "until 25 October"
 * is not "from 25 October".
 */
final class Joints {

    private static final Set<String> DIRECTIONS = WordList.words("directions.txt");

    private Joints() {}

    /** @param before the key of a word, or empty where the words begin */
    private record Joint(String before, String behind, List<String> directions) {}

    static Optional<String> changed(List<Word> clause, Sentence source) {
        List<Joint> theirs = joints(source.words());
        for (Joint mine : joints(clause)) {
            List<Joint> same = theirs.stream()
                    .filter(joint -> joint.before().equals(mine.before())
                            && joint.behind().equals(mine.behind()))
                    .toList();
            boolean kept = same.stream()
                    .anyMatch(joint -> joint.directions().isEmpty()
                            || mine.directions().isEmpty()
                            || joint.directions().stream().anyMatch(mine.directions()::contains));
            if (!same.isEmpty() && !kept) {
                return Optional.of("it says \"" + String.join(" ", mine.directions()) + "\" where the source has \""
                        + String.join(" ", same.getFirst().directions()) + "\"");
            }
        }
        return Optional.empty();
    }

    private static List<Joint> joints(List<Word> words) {
        List<Joint> joints = new ArrayList<>();
        String before = "";
        List<String> directions = new ArrayList<>();
        for (Word word : words) {
            String plain = Stems.plain(word.text());
            if (DIRECTIONS.contains(plain)) {
                directions.add(plain);
            } else if (word.claims()) {
                joints.add(new Joint(before, word.key(), List.copyOf(directions)));
                before = word.key();
                directions.clear();
            }
        }
        return joints;
    }
}
