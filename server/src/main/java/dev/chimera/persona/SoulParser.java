package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.SoulFrontMatter.Member;
import dev.chimera.persona.SoulFrontMatter.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a SOUL.md: YAML front matter between two lines of {@code ---}, then the backstory in Markdown.
 *
 * <p>What it refuses, it refuses with {@code SOUL_INVALID} and the line in the file. A word that it does not know is
 * refused rather than passed over: a persona whose {@code avoid} was misspelt would say what it must not.
 */
public final class SoulParser {

    /** A persona is a page, not a book; what is bigger was handed in by mistake. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final int MOST_ENTRIES = 50;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ENTRY = 400;

    private static final List<String> KEYS = List.of("name", "voice", "values", "topics", "hashtags", "avoid");
    private static final Set<String> TEXTS = Set.of("name", "voice");
    private static final Pattern HASHTAG = Pattern.compile("#[\\p{L}\\p{N}_]*\\p{L}[\\p{L}\\p{N}_]*");
    private static final Pattern SEPARATOR = Pattern.compile("[,;\\n]");
    private static final Pattern BULLET = Pattern.compile("^\\s*[-*•]\\s+");

    private final List<String> lines;

    private SoulParser(List<String> lines) {
        this.lines = lines;
    }

    static boolean isList(String key) {
        return !TEXTS.contains(key);
    }

    /** @throws ChimeraException {@code SOUL_INVALID}, with the line */
    public static Soul parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw invalid(1, "is larger than 64 kB", "keep the backstory to a page");
        }
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new SoulParser(plain.lines().toList()).soul();
    }

    private Soul soul() {
        int end = endOfFrontMatter();
        Map<String, Member> members = SoulFrontMatter.read(lines.subList(1, end));
        for (String key : members.keySet()) {
            if (!KEYS.contains(key)) {
                String near = nearest(key);
                throw invalid(
                        members.get(key).line(),
                        "unknown key '" + key + "'",
                        near.isEmpty() ? "known are " + String.join(", ", KEYS) : "did you mean '" + near + "'?");
            }
        }
        String name = text(members, "name", LONGEST_NAME);
        if (name.isEmpty()) {
            Member given = members.get("name");
            throw invalid(given == null ? 1 : given.line(), "has no name", "add a line 'name: ...'");
        }
        String backstory =
                String.join("\n", lines.subList(end + 1, lines.size())).strip();
        return new Soul(
                name,
                text(members, "voice", LONGEST_ENTRY),
                list(members, "values"),
                list(members, "topics"),
                list(members, "hashtags").stream()
                        .map(tag -> hashtag(members, tag))
                        .toList(),
                list(members, "avoid"),
                backstory);
    }

    private int endOfFrontMatter() {
        if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) {
            throw invalid(1, "does not begin with front matter", "begin with a line '---', then 'name: ...'");
        }
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).stripTrailing().equals("---")) {
                return i;
            }
        }
        throw invalid(1, "the front matter never ends", "close it with a line '---'");
    }

    private String text(Map<String, Member> members, String key, int longest) {
        Member member = members.get(key);
        if (member == null || member.values().isEmpty()) {
            return "";
        }
        if (member.list()) {
            throw invalid(member.line(), "'" + key + "' is not a line of text", "write it without brackets and dashes");
        }
        return bounded(member, key, member.values().getFirst().text(), longest);
    }

    /** A list; or one line of text, in which commas, semicolons and line breaks part what is meant. */
    private List<String> list(Map<String, Member> members, String key) {
        Member member = members.get(key);
        if (member == null) {
            return List.of();
        }
        List<String> entries = new ArrayList<>();
        for (Value value : member.values()) {
            // A word that is avoided is looked for as it stands here, and "war, politics" stands in no post.
            boolean whole = value.quoted() || (member.list() && !key.equals("avoid"));
            for (String entry : whole
                    ? List.of(value.text())
                    : SEPARATOR.splitAsStream(value.text()).toList()) {
                String bounded = bounded(member, key, BULLET.matcher(entry).replaceFirst(""), LONGEST_ENTRY);
                if (!bounded.isEmpty()) {
                    entries.add(bounded);
                }
            }
        }
        if (entries.size() > MOST_ENTRIES) {
            throw invalid(member.line(), "'" + key + "' has more than " + MOST_ENTRIES + " entries", "");
        }
        return entries;
    }

    /** In YAML a bare {@code #} begins a comment, so many write their hashtags without it. */
    private static String hashtag(Map<String, Member> members, String written) {
        String tag = written.startsWith("#") ? written : "#" + written;
        if (!HASHTAG.matcher(tag).matches()) {
            Member given = members.get("hashtags");
            throw invalid(
                    given == null ? 1 : given.line(),
                    "'" + written + "' is not a hashtag",
                    "letters, digits and _ only, no space");
        }
        return tag;
    }

    private static String bounded(Member member, String key, String value, int longest) {
        String line = value.strip().replaceAll("\\s+", " ");
        if (line.length() > longest) {
            throw invalid(member.line(), "'" + key + "' is longer than " + longest + " characters", "");
        }
        return line;
    }

    private static String nearest(String key) {
        String best = "";
        int least = 3;
        for (String known : KEYS) {
            int distance = distance(key.toLowerCase(Locale.ROOT), known);
            if (distance < least) {
                least = distance;
                best = known;
            }
        }
        return best;
    }

    /** Levenshtein's distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    static ChimeraException invalid(int line, String what, String hint) {
        return ChimeraException.badInput("SOUL_INVALID", "SOUL.md, line " + line + ": " + what, hint);
    }
}
