package dev.chimera.model.offline;

import dev.chimera.persona.Soul;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a persona sounds, as far as choosing and cutting can sound like anybody.
 *
 * @param targetLength weighted characters of text that suit it
 * @param shortSentences whether it would rather end a sentence than join two
 * @param exclaims whether it may exclaim at all
 * @param leanings what it cares about, in its own words: passages near to them sound like it
 */
record Voice(int targetLength, boolean shortSentences, boolean exclaims, List<String> leanings) {

    private static final Pattern SHORT = Pattern.compile(
            "(?i)\\b(?:short|brief|terse|crisp|concise|punchy|clipped|laconic|few words|to the point|minimal\\w*)\\b");
    private static final Pattern LONG =
            Pattern.compile("(?i)\\b(?:long|detailed|thorough|storytell\\w*|discursive|lyrical|expansive|patient)\\b");
    private static final Pattern LIVELY = Pattern.compile(
            "(?i)\\b(?:enthusiast\\w*|excited|exuberant|playful|bubbly|energetic|cheerful|upbeat|lively|joyful)\\b");
    private static final Pattern CALM = Pattern.compile(
            "(?i)\\b(?:calm|sober|dry|neutral|plain|factual|measured|quiet|serious|no exclamation\\w*|never exclaims?)\\b");

    static Voice of(Soul soul) {
        String voice = soul.voice().toLowerCase(Locale.ROOT);
        boolean brief = SHORT.matcher(voice).find();
        int target = brief ? 135 : LONG.matcher(voice).find() ? 220 : 175;
        boolean exclaims = LIVELY.matcher(voice).find() && !CALM.matcher(voice).find();
        return new Voice(
                target,
                brief,
                exclaims,
                Stream.concat(soul.values().stream(), soul.topics().stream())
                        .distinct()
                        .toList());
    }
}
