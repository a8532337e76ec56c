package dev.chimera.judge;

import com.twitter.twittertext.Extractor;
import dev.chimera.bridge.Handle;
import dev.chimera.model.offline.LongRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a post points to: links must be in its material, hashtags the persona's, and accounts have asked for it. */
final class References {

    static final int MOST_HASHTAGS = 2;

    /** X refuses a second one. */
    static final int MOST_CASHTAGS = 1;

    /** twitter-text knows only top-level domains that existed when it was made; an address with a scheme is one anyway. */
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"”<>]+");

    private static final Pattern CASHTAG = Pattern.compile("(?<!\\w)\\$[A-Za-z]{1,6}\\b");

    private References() {}

    static List<Violation> violations(Draft draft) {
        List<Violation> violations = new ArrayList<>();
        Extractor extractor = new Extractor();
        links(draft, extractor, violations);
        mentions(draft, violations);
        hashtags(draft, extractor, violations);
        if (CASHTAG.matcher(draft.text()).results().count() > MOST_CASHTAGS) {
            violations.add(Violation.reject("TOO_MANY_CASHTAGS", "X takes one cashtag in a post; leave one"));
        }
        return violations;
    }

    /**
     * A post is no answer, so that its text may address only who addressed the agent first: X allows no more to an
     * automated account, and a source that names an account does not ask for a mention.
     */
    private static void mentions(Draft draft, List<Violation> violations) {
        for (Handle handle : new TreeSet<>(Handle.mentionedIn(draft.text()))) {
            if (draft.others().optedOut().contains(handle)) {
                violations.add(Violation.reject(
                        "OPTED_OUT", handle + " asked to be left alone; write without mentioning that account"));
            } else if (!draft.others().summoning().contains(handle)) {
                violations.add(Violation.reject(
                        "REPLY_NOT_SUMMONED",
                        handle + " has not mentioned this agent; write without mentioning that account"));
            }
        }
    }

    /** The first account that the text addresses although it asked to be left alone. */
    static Optional<Violation> optedOut(Draft draft) {
        return new TreeSet<>(Handle.mentionedIn(draft.text()))
                .stream()
                        .filter(draft.others().optedOut()::contains)
                        .findFirst()
                        .map(handle -> Violation.reject(
                                "OPTED_OUT",
                                handle + " asked to be left alone; write without mentioning that account"));
    }

    private static void links(Draft draft, Extractor extractor, List<Violation> violations) {
        Set<String> allowed = draft.material().stream()
                .flatMap(material -> Stream.concat(Stream.of(material.url()), links(extractor, material.text())))
                .map(References::canonical)
                .collect(Collectors.toSet());
        links(extractor, draft.text())
                .filter(link -> !allowed.contains(canonical(link)))
                .forEach(link -> violations.add(
                        Violation.reject("UNKNOWN_LINK", link + " is not in the material; link to the source itself")));
    }

    private static Stream<String> links(Extractor extractor, String text) {
        Stream<String> written = URL.matcher(text).results().map(MatchResult::group);
        String rest = LongRuns.broken(URL.matcher(text).replaceAll(" "));
        return Stream.concat(written, extractor.extractURLs(rest).stream());
    }

    private static String canonical(String link) {
        return link.replaceAll("^https?://(?:www\\.)?|(?<![.,;:!?)])[.,;:!?)]++$", "")
                .replaceAll("/$", "");
    }

    private static void hashtags(Draft draft, Extractor extractor, List<Violation> violations) {
        List<String> tags = extractor.extractHashtags(LongRuns.broken(draft.text()));
        Set<String> allowed = draft.soul().hashtags().stream()
                .map(tag -> tag.replace("#", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        tags.stream()
                .filter(tag -> !allowed.contains(tag.toLowerCase(Locale.ROOT)))
                .forEach(tag -> violations.add(Violation.reject(
                        "UNKNOWN_HASHTAG",
                        "#" + tag + " is not the persona's; it has "
                                + String.join(" ", draft.soul().hashtags()))));
        if (tags.size() > MOST_HASHTAGS) {
            violations.add(Violation.reject("TOO_MANY_HASHTAGS", tags.size() + " hashtags; at most " + MOST_HASHTAGS));
        }
    }
}
