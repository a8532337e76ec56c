package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Feed, versions 1.0 and 1.1 (jsonfeed.org), read one item at a time. */
final class JsonFeedReader {

    private static final String VERSION = "jsonfeed.org/version/";
    private static final Set<String> USED = Set.of(
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "date_published",
            "date_modified");
    private static final int MOST_AUTHORS = 10;
    private static final int LONGEST_SHOWN = 200;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*+\\n\\s*+");

    /** Control characters stand in the strings of programs that escape nothing. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private final String location;
    private final Entries entries;
    private final RawWords raw = new RawWords();
    private final @Nullable String address;
    private final List<String> authors = new ArrayList<>();
    private String version = "";
    private String title = "";
    private String home = "";
    private int read;
    private int more;

    private JsonFeedReader(String location, boolean own, @Nullable String address) {
        this.location = location;
        this.entries = new Entries(location, own);
        this.address = address;
    }

    static boolean isJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[{");
    }

    /** @param address where the feed was found; null for a file */
    static Contents read(String location, String text, boolean own, @Nullable String address)
            throws UnreadableSourceException {
        return new JsonFeedReader(location, own, address).read(text);
    }

    private Contents read(String text) throws UnreadableSourceException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noFeed();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                member(parser, parser.currentName());
            }
        } catch (JacksonException e) {
            if (read == 0) {
                throw UnreadableSourceException.notAFeed(location + ": it is not JSON (" + firstLine(e) + ")");
            }
            entries.leaveOut(
                    "",
                    "ITEM_CUT_OFF",
                    "follows nothing that can be read: the feed breaks off after " + read + " items");
        }
        if (!version.contains(VERSION) && read == 0) {
            throw noFeed();
        }
        entries.more(more);
        return entries.contents(new Channel(location, title, authors, home), raw.of(location));
    }

    private void member(JsonParser parser, String name) {
        JsonToken value = parser.nextToken();
        switch (name) {
            case "version" -> version = parser.getValueAsString("");
            case "title" -> title = HtmlText.ofEither(parser.getValueAsString(""));
            case "home_page_url" -> home = parser.getValueAsString("");
            case "author", "authors" -> authors(parser);
            case "items" -> {
                if (value == JsonToken.START_ARRAY) {
                    items(parser);
                }
            }
            default -> parser.skipChildren();
        }
    }

    /** One, or a list of them. */
    private void authors(JsonParser parser) {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING
                    && "name".equals(parser.currentName())
                    && !parser.getValueAsString("").isEmpty()
                    && authors.size() < MOST_AUTHORS) {
                authors.add(parser.getValueAsString(""));
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    private void items(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (read == FeedScanner.MOST_ENTRIES) {
                parser.skipChildren();
                more++;
                continue;
            }
            boolean isItem = parser.currentToken() == JsonToken.START_OBJECT;
            String value = parser.currentToken().isScalarValue() ? parser.getValueAsString("") : "";
            JsonNode item = item(parser);
            read++;
            if (isItem) {
                entries.add(entry(item));
            } else {
                entries.leaveOut(
                        "", "ITEM_BROKEN", "is no item, but " + (value.isEmpty() ? "a list" : firstLine(value)));
            }
        }
    }

    /** What is used of it, so that whatever else stands there takes no room: a list may hold a million empty ones. */
    private JsonNode item(JsonParser parser) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                String value = parser.getValueAsString("");
                if (token == JsonToken.VALUE_STRING) {
                    raw.add(value);
                }
                if (depth == 1 && USED.contains(Objects.requireNonNullElse(parser.currentName(), ""))) {
                    item.put(parser.currentName(), value);
                }
            }
        } while (depth > 0 && parser.nextToken() != null);
        return item;
    }

    private Entry entry(JsonNode item) {
        String base = home.isEmpty() ? address : home;
        String html = HtmlText.of(text(item, "content_html"));
        String plain = HtmlText.plain(text(item, "content_text"));
        String whole = html.length() > plain.length() ? html : plain;
        String text = whole.isEmpty() ? HtmlText.ofEither(text(item, "summary")) : whole;
        return new Entry(
                text(item, "id"),
                LINE_BREAKS.matcher(HtmlText.ofEither(text(item, "title"))).replaceAll(" "),
                link(base, item),
                Teaser.cut(text),
                FeedDate.parse(text(item, item.has("date_published") ? "date_published" : "date_modified")));
    }

    private static @Nullable String link(@Nullable String base, JsonNode item) {
        for (String member : List.of("url", "external_url")) {
            String link = FeedLinks.follow(base, text(item, member));
            if (link != null) {
                return link;
            }
        }
        String id = text(item, "id");
        return id.startsWith("http") ? FeedLinks.follow(null, id) : null;
    }

    /** An id may be written as a number. */
    private static String text(JsonNode item, String member) {
        JsonNode value = item.path(member);
        return value.isValueNode() && !value.isNull() ? value.asString("") : "";
    }

    private UnreadableSourceException noFeed() {
        return UnreadableSourceException.notAFeed(
                location + ": it is JSON, but no JSON Feed; a JSON Feed has a version of jsonfeed.org and items");
    }

    private static String firstLine(JacksonException e) {
        return firstLine(e.getOriginalMessage() == null ? "it breaks off" : e.getOriginalMessage());
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) : line;
    }

    /** All that stands in the strings of the items. */
    private static final class RawWords {
        private final StringBuilder words = new StringBuilder();

        void add(String text) {
            if (words.length() < RawText.MOST_CHARACTERS) {
                words.append(text).append('\n');
            }
        }

        RawText of(String location) {
            return RawText.of(location, words.toString());
        }
    }
}
