package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code campaign.sources}: a list of places, each a text, or {@code {from, own}} where the file says whose words
 * stand there.
 */
final class SourcesSection {

    static final int MAX_SOURCES = 50;
    static final int MAX_LOCATION = 2_000;

    private static final String PATH = "campaign.sources";

    private static final Pattern WITH_PASSWORD = Pattern.compile("(?i)https?://[^/?#]*@");

    private SourcesSection() {}

    /** @throws ChimeraException INVALID_SOURCES, UNKNOWN_KEY */
    static List<NamedSource> read(JsonNode value) {
        if (!value.isArray() || value.isEmpty() || value.size() > MAX_SOURCES) {
            throw invalid(PATH, value, "not a list of 1 to " + MAX_SOURCES + " files or addresses");
        }
        List<NamedSource> sources = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode source : value) {
            String path = PATH + "[" + sources.size() + "]";
            NamedSource named =
                    source.isObject() ? declared(path, source) : new NamedSource(location(path, source), null);
            if (!seen.add(named.location())) {
                throw invalid(path, source, "named twice");
            }
            sources.add(named);
        }
        return sources;
    }

    private static NamedSource declared(String path, JsonNode source) {
        KnownKeys.at(path, "from", "own").check(source, List.of());
        return new NamedSource(location(path + ".from", source.path("from")), own(path + ".own", source.path("own")));
    }

    private static @Nullable Boolean own(String path, JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw invalid(path, value, "neither true nor false");
        }
        return value.booleanValue();
    }

    private static String location(String path, JsonNode value) {
        String location = value.isString() ? value.asString().strip() : "";
        if (location.isEmpty() || location.length() > MAX_LOCATION || !PlainText.isReadable(location)) {
            throw invalid(path, value, "not a file or an address");
        }
        if (WITH_PASSWORD.matcher(location).lookingAt()) {
            // It would be stored, and shown with every post that is made of it.
            throw ChimeraException.badInput(
                    "INVALID_SOURCES",
                    path + " is an address with a user name or a password",
                    "name an address that needs none, or fetch it yourself and name the file");
        }
        return location;
    }

    private static ChimeraException invalid(String path, JsonNode value, String why) {
        return ChimeraException.badInput(
                "INVALID_SOURCES",
                value.isMissingNode() ? path + " is missing" : path + " is " + why + ": " + PlainText.excerpt(value),
                "list feeds, Markdown or text, as files or http(s) addresses; {from: news.xml, own: true} for a feed of"
                        + " the agent's own words");
    }
}
