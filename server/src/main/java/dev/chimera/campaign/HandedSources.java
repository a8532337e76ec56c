package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Brings together what the campaign file names as sources and what was handed in of them. One that could not be read is
 * kept with its failure, and the campaign goes on with the others; with none left it is refused.
 */
final class HandedSources {

    /** In bytes of UTF-8. */
    static final int MAX_CONTENT = 5 * 1024 * 1024;

    private static final int MAX_FAILURE = 500;
    private static final Pattern CODED = Pattern.compile("[A-Z][A-Z0-9_]{1,39}: .*", Pattern.DOTALL);
    private static final KnownKeys KEYS = KnownKeys.at("sources[]", "location", "content", "error");

    private HandedSources() {}

    /**
     * @param named as the campaign file names them
     * @param handed the {@code sources} of the request
     * @throws ChimeraException INVALID_SOURCES, NO_SOURCE_LEFT
     */
    static List<Source> match(List<NamedSource> named, JsonNode handed) {
        Map<String, JsonNode> byLocation = byLocation(handed);
        List<Source> sources = new ArrayList<>();
        for (NamedSource each : named) {
            sources.add(source(sources.size(), each, byLocation.remove(each.location())));
        }
        if (!byLocation.isEmpty()) {
            String stray = byLocation.keySet().iterator().next();
            throw invalid("'" + PlainText.excerpt(stray, 60) + "' was handed in, but campaign.sources doesn't name it");
        }
        if (!sources.isEmpty() && sources.stream().allMatch(source -> source.failure() != null)) {
            throw ChimeraException.badInput(
                    "NO_SOURCE_LEFT",
                    "no source could be read: "
                            + sources.stream()
                                    .limit(3)
                                    .map(source -> source.location() + " (" + source.failure() + ")")
                                    .map(each -> PlainText.excerpt(each, 200))
                                    .collect(Collectors.joining(", ")),
                    "correct campaign.sources: paths are relative to the campaign file");
        }
        return sources;
    }

    private static Map<String, JsonNode> byLocation(JsonNode handed) {
        if (!handed.isMissingNode() && !handed.isNull() && !handed.isArray()) {
            throw invalid("sources is not a list: " + PlainText.excerpt(handed));
        }
        Map<String, JsonNode> byLocation = new HashMap<>();
        for (JsonNode each : handed) {
            if (!each.isObject()) {
                throw invalid("sources[] is not an object: " + PlainText.excerpt(each));
            }
            KEYS.check(each, List.of());
            if (!each.path("location").isString() || isNotText(each.path("content")) || isNotText(each.path("error"))) {
                throw invalid("sources[] has a member that is not a text: " + PlainText.excerpt(each));
            }
            String location = each.path("location").asString().strip();
            if (byLocation.put(location, each) != null) {
                throw invalid("'" + PlainText.excerpt(location, 60) + "' was handed in twice");
            }
        }
        return byLocation;
    }

    private static boolean isNotText(JsonNode member) {
        return !member.isMissingNode() && !member.isNull() && !member.isString();
    }

    private static Source source(int position, NamedSource named, @Nullable JsonNode handed) {
        String location = named.location();
        Boolean own = named.own();
        boolean address = isAddress(location);
        if (handed == null) {
            return new Source(
                    position, location, null, address ? null : "SOURCE_UNREADABLE: its content was not handed in", own);
        }
        JsonNode error = handed.path("error");
        JsonNode content = handed.path("content");
        if (error.isString()) {
            return new Source(position, location, null, failure(error.asString()), own);
        }
        if (address) {
            // What an address holds is read by RESEARCH, so that nobody can put words into somebody else's mouth.
            if (content.isString()) {
                throw invalid(
                        "'" + PlainText.excerpt(location, 60) + "' is an address, and content was handed in for it");
            }
            return new Source(position, location, null, null, own);
        }
        if (!content.isString()) {
            return new Source(position, location, null, "SOURCE_UNREADABLE: its content was not handed in", own);
        }
        String text = content.asString();
        if (text.length() > MAX_CONTENT || text.getBytes(StandardCharsets.UTF_8).length > MAX_CONTENT) {
            return new Source(position, location, null, "SOURCE_TOO_LARGE: it holds more than 5 MB", own);
        }
        // One character that can't be kept is no reason to lose a feed.
        text = text.stripLeading().startsWith("<") ? PlainText.storable(text) : text;
        if (!PlainText.isStorable(text)) {
            return new Source(position, location, null, "SOURCE_UNREADABLE: it is not a text file", own);
        }
        return new Source(position, location, text, null, own);
    }

    private static String failure(String error) {
        String line = PlainText.excerpt(error.strip(), MAX_FAILURE);
        return CODED.matcher(line).matches() ? line : "SOURCE_UNREADABLE: " + line;
    }

    static boolean isAddress(String location) {
        String lower = location.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput(
                "INVALID_SOURCES",
                message,
                "hand in {location, content} for a file, {location} for an address, {location, error} for what can't be read");
    }
}
