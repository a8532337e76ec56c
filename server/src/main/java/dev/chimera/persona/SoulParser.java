package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

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
    private static final Pattern HASHTAG = Pattern.compile("#[\\p{L}\\p{N}_]*\\p{L}[\\p{L}\\p{N}_]*");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final List<String> lines;

    private SoulParser(List<String> lines) {
        this.lines = lines;
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
        Map<String, JsonNode> members = members(String.join("\n", lines.subList(1, end)));
        for (String key : members.keySet()) {
            if (!KEYS.contains(key)) {
                String near = nearest(key);
                throw invalid(
                        lineOf(key),
                        "unknown key '" + key + "'",
                        near.isEmpty() ? "known are " + String.join(", ", KEYS) : "did you mean '" + near + "'?");
            }
        }
        String name = text(members, "name", LONGEST_NAME);
        if (name.isEmpty()) {
            throw invalid(members.containsKey("name") ? lineOf("name") : 1, "has no name", "add a line 'name: ...'");
        }
        String backstory =
                String.join("\n", lines.subList(end + 1, lines.size())).strip();
        return new Soul(
                name,
                text(members, "voice", LONGEST_ENTRY),
                list(members, "values"),
                list(members, "topics"),
                list(members, "hashtags").stream().map(this::hashtag).toList(),
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

    private static Map<String, JsonNode> members(String yaml) {
        if (yaml.isBlank()) {
            return Map.of();
        }
        try {
            JsonNode root = YAML.readTree(yaml);
            if (!root.isObject()) {
                throw invalid(2, "the front matter is not a list of 'key: value' lines", "begin with 'name: ...'");
            }
            return Map.copyOf(root.properties().stream()
                    .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        } catch (JacksonException e) {
            // The parser counts from the line below the opening "---".
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()) + 1;
            String why = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw invalid(line, "not YAML: " + why, "quote what holds a '#' or a ':'");
        }
    }

    private String text(Map<String, JsonNode> members, String key, int longest) {
        JsonNode node = members.get(key);
        if (node == null || node.isNull()) {
            return "";
        }
        if (!node.isValueNode()) {
            throw invalid(lineOf(key), "'" + key + "' is not a line of text", "");
        }
        return bounded(key, node.asString(), longest);
    }

    private List<String> list(Map<String, JsonNode> members, String key) {
        JsonNode node = members.get(key);
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : node.isArray() ? node : List.of(node)) {
            if (!entry.isValueNode() || entry.isNull()) {
                throw invalid(
                        lineOf(key), "'" + key + "' is not a list of lines of text", "quote entries with a '#' or ':'");
            }
            String bounded = bounded(key, entry.asString(), LONGEST_ENTRY);
            if (!bounded.isEmpty()) {
                entries.add(bounded);
            }
        }
        if (entries.size() > MOST_ENTRIES) {
            throw invalid(lineOf(key), "'" + key + "' has more than " + MOST_ENTRIES + " entries", "");
        }
        return entries;
    }

    /** In YAML a bare {@code #} begins a comment, so many write their hashtags without it. */
    private String hashtag(String written) {
        String tag = written.startsWith("#") ? written : "#" + written;
        if (!HASHTAG.matcher(tag).matches()) {
            throw invalid(
                    lineOf("hashtags"), "'" + written + "' is not a hashtag", "letters, digits and _ only, no space");
        }
        return tag;
    }

    private String bounded(String key, String value, int longest) {
        String line = value.strip().replaceAll("\\s+", " ");
        if (line.length() > longest) {
            throw invalid(lineOf(key), "'" + key + "' is longer than " + longest + " characters", "");
        }
        return line;
    }

    private int lineOf(String key) {
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(key) || line.startsWith("\"" + key) || line.startsWith("'" + key)) {
                return i + 1;
            }
        }
        return 1;
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

    private static ChimeraException invalid(int line, String what, String hint) {
        return ChimeraException.badInput("SOUL_INVALID", "SOUL.md, line " + line + ": " + what, hint);
    }
}
