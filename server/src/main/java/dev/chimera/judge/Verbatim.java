package dev.chimera.judge;

import java.util.List;

/**
 * A sentence that stands in its material as it is, whole, says what the material says: there is nothing to be laid beside
 * it. So does an entry of a list behind the heading that it stands under.
 */
final class Verbatim {

    private Verbatim() {}

    static boolean isIn(Sentence sentence, List<Sentence> sources, List<Material> materials) {
        String text = bare(sentence.text());
        return sources.stream().anyMatch(source -> bare(source.text()).equals(text))
                || materials.stream().anyMatch(material -> isEntry(text, material));
    }

    private static boolean isEntry(String text, Material material) {
        String title = bare(material.title());
        return material.text()
                .lines()
                .map(Verbatim::bare)
                .anyMatch(line -> text.equals(line) || text.equals(title + ": " + line));
    }

    private static String bare(String text) {
        String bare = text.strip().replaceAll("\\s+", " ");
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
