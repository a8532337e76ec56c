package dev.chimera.bridge;

import com.twitter.twittertext.TwitterTextParseResults;
import com.twitter.twittertext.TwitterTextParser;
import dev.chimera.model.offline.LongRuns;
import dev.chimera.model.offline.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code post_tweet}, as its published schema and X's own rules want them.
 *
 * @param label {@code is_ai_labeled}: null where the call leaves it to the agent's setting
 */
record Tweet(String text, List<String> mediaIds, @Nullable Boolean label) implements Draft {

    /**
     * What is stored. The limit of a tweet is its weight ({@link Weight#MOST}): the {@code maxLength} of the published
     * schema, which counts every character of an address, is what a client that validates keeps to before it calls, and is
     * never looser for a text without addresses.
     */
    private static final int LONGEST_STORED = 4_000;

    /** X takes up to four media with a tweet. */
    private static final int MOST_MEDIA = 4;

    private static final Pattern MEDIA_ID = Pattern.compile("[0-9]{1,19}");
    private static final Set<String> KNOWN = Set.of("text", "media_ids", "is_ai_labeled");

    Tweet {
        mediaIds = List.copyOf(mediaIds);
    }

    static Draft parse(@Nullable Map<String, Object> arguments) {
        Map<String, Object> given = arguments == null ? Map.of() : arguments;
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            return invalid("unknown argument " + quoted(unknown.iterator().next()));
        }
        if (!(given.get("text") instanceof String text)) {
            return invalid(given.get("text") == null ? "text is missing" : "text is not a string");
        }
        Object label = given.get("is_ai_labeled");
        if (given.containsKey("is_ai_labeled") && !(label instanceof Boolean)) {
            return invalid("is_ai_labeled is neither true nor false");
        }
        List<String> mediaIds = mediaIds(given);
        if (mediaIds == null) {
            return invalid(
                    "media_ids is not a list of up to " + MOST_MEDIA + " different media ids (digits, as strings)");
        }
        Refusal wrong = check(text);
        return wrong != null ? wrong : new Tweet(text, mediaIds, (Boolean) label);
    }

    private static @Nullable List<String> mediaIds(Map<String, Object> given) {
        if (!given.containsKey("media_ids")) {
            return List.of();
        }
        if (!(given.get("media_ids") instanceof List<?> items) || items.size() > MOST_MEDIA) {
            return null;
        }
        List<String> ids = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String id) || !MEDIA_ID.matcher(id).matches() || ids.contains(id)) {
                return null;
            }
            ids.add(id);
        }
        return ids;
    }

    private static @Nullable Refusal check(String text) {
        if (text.isBlank()) {
            return invalid("text is empty");
        }
        int characters = text.codePointCount(0, text.length());
        if (characters > LONGEST_STORED) {
            return tooLong(characters + " characters");
        }
        if (text.codePoints().anyMatch(Tweet::isForbidden)) {
            return invalid("text has a control character, or one that is no character at all");
        }
        TwitterTextParseResults weighed = TwitterTextParser.parseTweet(LongRuns.broken(text));
        if (weighed.weightedLength > Weight.MOST) {
            return tooLong(weighed.weightedLength + " weighted characters");
        }
        return weighed.isValid ? null : invalid("text has a character that X refuses");
    }

    /** Line feeds are ordinary in a tweet; every other control, and half of a surrogate pair, is not. */
    private static boolean isForbidden(int codePoint) {
        return (Character.isISOControl(codePoint) && codePoint != '\n')
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static Refusal tooLong(String count) {
        return Refusal.of(
                RefusalCode.TEXT_TOO_LONG,
                "text has " + count + "; at most " + Weight.MOST + " go into a tweet, and an address counts 23");
    }

    private static Refusal invalid(String message) {
        return Refusal.of(RefusalCode.INVALID_ARGUMENT, message);
    }

    private static String quoted(String name) {
        return '"' + (name.length() > 40 ? name.substring(0, 40) + "…" : name) + '"';
    }
}
