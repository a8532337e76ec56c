package dev.chimera.model.offline;

import dev.chimera.failure.Redaction;
import dev.chimera.model.offline.HostileText.Rule;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An attempt that was seen in a text from outside. It is for people who read the audit log afterwards: nothing is allowed
 * because nothing was found, and what is not found gets no further either.
 *
 * @param coding how it was hidden; null for words that stand there
 * @param excerpt of what was seen, decoded, on one line. Somebody else's words: to be shown as such and never followed
 */
public record HostileFinding(Rule rule, EncodedText.@Nullable Coding coding, String excerpt) {

    /** How the audit log calls it. */
    public static final String EVENT = "HostileTextFound";

    /** Without those that honest texts break too often: a headline that begins with "Post", a shop's "order now". */
    static final Set<Rule> REPORTED =
            EnumSet.of(Rule.OVERRIDE, Rule.PAYMENT, Rule.ADDRESS, Rule.CREDENTIALS, Rule.MACHINE, Rule.HIDDEN);

    /** Of one text; more of the same says nothing more. */
    private static final int MOST = 3;

    private static final int LONGEST_EXCERPT = 160;
    private static final int MOST_READ = 250_000;
    private static final int PIECE = 2_000;
    private static final int OVERLAP = 500;
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}&&[^\\u200D]]");
    private static final Pattern UNSHOWABLE = Pattern.compile("[\\p{C}\\s]+");
    /** A key as long as that is nobody's to read again. */
    private static final Pattern KEY = Pattern.compile("(?:0x)?[0-9a-fA-F]{64}");

    /** At most three, those in code first; only the first 250,000 characters are read. */
    public static List<HostileFinding> in(String text) {
        String plain = Normalizer.normalize(
                INVISIBLE
                        .matcher(text.substring(0, Math.min(MOST_READ, text.length())))
                        .replaceAll(""),
                Normalizer.Form.NFKC);
        List<HostileFinding> found = new ArrayList<>();
        for (EncodedText.Decoded decoded : EncodedText.in(plain)) {
            broken(decoded.text())
                    .ifPresent(rule -> found.add(new HostileFinding(rule, decoded.coding(), excerpt(decoded.text()))));
        }
        for (String sentence : SentenceSplitter.split(plain)) {
            if (found.size() >= MOST) {
                break;
            }
            broken(sentence).ifPresent(rule -> found.add(new HostileFinding(rule, null, excerpt(sentence))));
        }
        return found.stream().limit(MOST).toList();
    }

    /** What is too long for a sentence is read in pieces that overlap by more than any rule reaches. */
    private static Optional<Rule> broken(String sentence) {
        for (int from = 0; ; from += PIECE - OVERLAP) {
            String piece = sentence.substring(from, Math.min(sentence.length(), from + PIECE));
            Optional<Rule> rule =
                    REPORTED.stream().filter(each -> each.sees(piece)).findFirst();
            if (rule.isPresent() || from + PIECE >= sentence.length()) {
                return rule;
            }
        }
    }

    /** So much of somebody's text as fits a line of the audit log, without anything that could turn a terminal. */
    public static String excerpt(String text) {
        String line = UNSHOWABLE
                .matcher(KEY.matcher(Redaction.of(text)).replaceAll("[64 digits]"))
                .replaceAll(" ")
                .strip();
        int end = line.offsetByCodePoints(0, Math.min(LONGEST_EXCERPT, line.codePointCount(0, line.length())));
        return end < line.length() ? line.substring(0, end) + "…" : line;
    }

    /**
     * What the audit log keeps of it: {@code {"where","rule","coding","untrusted_excerpt"}}.
     *
     * @param where the kind of text: {@code goal}, {@code soul}, {@code source}, {@code draft}, {@code token}
     */
    public ObjectNode evidence(String where) {
        ObjectNode evidence =
                JsonNodeFactory.instance.objectNode().put("where", where).put("rule", rule.name());
        if (coding != null) {
            evidence.put("coding", coding.name());
        }
        return evidence.put("untrusted_excerpt", excerpt);
    }
}
