package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * The YAML of a SOUL.md, member by member, as it was written: a number stays the text that stands there. What YAML would
 * take for something else than the author meant is refused with its line, because a persona whose {@code avoid} is empty
 * without a word says what it must not: aliases, tags, a {@code #word} that YAML takes for a comment, a second document.
 */
final class SoulFrontMatter {

    /**
     * A key and what stands there.
     *
     * @param line in the file, from 1
     * @param list whether it is a list, of one entry or more; else one text, or nothing
     * @param values the text or the entries
     */
    record Member(int line, boolean list, List<Value> values) {}

    /** @param quoted whether it stands in quotes, so that a comma in it belongs to it */
    record Value(String text, boolean quoted) {}

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern BLOCK = Pattern.compile(".*[:-]\\s*[|>][+-]?[0-9]?\\s*(?:#.*)?");

    private final List<String> lines;
    private final Map<String, Member> members = new LinkedHashMap<>();

    private SoulFrontMatter(List<String> lines) {
        this.lines = lines;
    }

    /**
     * @param lines those between the two fences; the first is line 2 of the file
     * @throws ChimeraException SOUL_INVALID, with the line
     */
    static Map<String, Member> read(List<String> lines) {
        // YAML allows no tabs where they indent, and to a reader of the file they look like spaces.
        List<String> spaced =
                lines.stream().map(line -> line.replace("\t", "  ")).toList();
        SoulFrontMatter matter = new SoulFrontMatter(spaced);
        matter.checkComments();
        matter.read();
        return matter.members;
    }

    private void read() {
        String yaml = String.join("\n", lines);
        try (JsonParser parser = YAML.createParser(yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                throw SoulParser.invalid(
                        line(parser), "the front matter is not a list of 'key: value' lines", "begin with 'name: ...'");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                int line = line(parser);
                parser.nextToken();
                members.put(key, member(parser, key, line));
            }
            if (parser.nextToken() != null) {
                throw SoulParser.invalid(
                        line(parser), "what follows '...' would not be read", "take the line '...' out");
            }
        } catch (JacksonException e) {
            // The parser counts from the line below the opening "---".
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()) + 1;
            String why = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
            throw SoulParser.invalid(line, "not YAML: " + why, "quote what holds a '#', a '*', a '&' or a ':'");
        }
    }

    private Member member(JsonParser parser, String key, int line) {
        checkPlain(parser);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return new Member(line, false, List.of());
        }
        if (token.isScalarValue()) {
            return new Member(line, false, List.of(value(parser)));
        }
        if (token == JsonToken.START_OBJECT) {
            throw SoulParser.invalid(line, "'" + key + "' " + expected(key), "quote entries with a '#' or ':'");
        }
        List<Value> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            checkPlain(parser);
            if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
                throw SoulParser.invalid(line, "'" + key + "' " + expected(key), "quote entries with a '#' or ':'");
            }
            entries.add(value(parser));
        }
        return new Member(line, true, entries);
    }

    private static String expected(String key) {
        return SoulParser.isList(key) ? "is not a list of lines of text" : "is not a line of text";
    }

    private Value value(JsonParser parser) {
        TokenStreamLocation at = parser.currentTokenLocation();
        String line = at.getLineNr() > 0 && at.getLineNr() <= lines.size() ? lines.get(at.getLineNr() - 1) : "";
        int column = at.getColumnNr() - 1;
        boolean quoted = column >= 0 && column < line.length() && "\"'".indexOf(line.charAt(column)) >= 0;
        return new Value(parser.getString(), quoted);
    }

    private void checkPlain(JsonParser parser) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw SoulParser.invalid(
                    line(parser), "aliases (*name) are not supported", "write the value out, or put it in quotes");
        }
        if (parser.getTypeId() != null) {
            throw SoulParser.invalid(
                    line(parser), "tags (!name) are not supported", "write the value without it, or put it in quotes");
        }
    }

    /** {@code avoid: #politics} has no value in YAML, and {@code [a, #b]} one entry; both look like more. */
    private void checkComments() {
        boolean block = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            block = block && (line.isBlank() || line.startsWith(" "));
            int comment = block ? -1 : comment(line);
            if (comment >= 0) {
                throw SoulParser.invalid(
                        i + 2,
                        "'" + line.substring(comment).strip().split("[\\s,\\]]", 2)[0] + "' would be a comment",
                        "put it in quotes; a comment has a space after its '#'");
            }
            block = block || BLOCK.matcher(line).matches();
        }
    }

    /** Where a comment begins behind something in this line that looks like a hashtag; -1 where none does. */
    private static int comment(String line) {
        char quote = 0;
        for (int at = 0; at < line.length(); at++) {
            char each = line.charAt(at);
            boolean afterSpace = at > 0 && Character.isWhitespace(line.charAt(at - 1));
            if (quote != 0) {
                quote = each == quote ? 0 : quote;
            } else if ((each == '"' || each == '\'')
                    && (afterSpace || at == 0 || "[,:".indexOf(line.charAt(at - 1)) >= 0)) {
                quote = each;
            } else if (each == '#' && afterSpace && !line.substring(0, at).isBlank()) {
                return at + 1 < line.length() && Character.isLetterOrDigit(line.charAt(at + 1)) ? at : -1;
            }
        }
        return -1;
    }

    private static int line(JsonParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr()) + 1;
    }
}
