package dev.chimera.judge;

import dev.chimera.model.offline.Weight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules that every post keeps, whatever its score: deterministic, and each with a code and a way to repair it. */
final class PostPolicy {

    /** X takes one to four pictures or one video. */
    private static final int MOST_MEDIA = 4;

    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final Pattern TAG = Pattern.compile("(?<!\\w)[#$@]\\w+");

    private PostPolicy() {}

    static List<Violation> violations(Draft draft) {
        List<Violation> violations = new ArrayList<>();
        form(draft, violations);
        if (!draft.text().isBlank()) {
            violations.addAll(HarmfulText.violations(draft.text()));
            violations.addAll(References.violations(draft));
            violations.addAll(BrokenText.violations(draft));
            avoided(draft, violations);
            repeated(draft, violations);
        }
        return violations;
    }

    /** The rules that need neither goal nor material. */
    static List<Violation> ofOwnPost(Draft draft) {
        List<Violation> violations = new ArrayList<>(HarmfulText.violations(draft.text()));
        References.optedOut(draft).ifPresent(violations::add);
        avoided(draft, violations);
        repeated(draft, violations);
        return violations;
    }

    private static void form(Draft draft, List<Violation> violations) {
        if (withoutEntities(draft.text()).isBlank()) {
            violations.add(Violation.reject("EMPTY_TEXT", "there is no text beside links and tags; write a sentence"));
        }
        int weight = Weight.of(draft.text());
        if (weight > Weight.MOST) {
            violations.add(Violation.reject(
                    "TEXT_TOO_LONG",
                    "the text weighs " + weight + " of " + Weight.MOST + " characters; leave out "
                            + (weight - Weight.MOST)));
        }
        if (!draft.aiLabeled()) {
            violations.add(Violation.reject("NOT_LABELED", "set is_ai_labeled to true: only an OPERATOR turns it off"));
        }
        if (draft.mediaIds().size() > MOST_MEDIA
                || draft.mediaIds().stream().anyMatch(String::isBlank)
                || new HashSet<>(draft.mediaIds()).size() < draft.mediaIds().size()) {
            violations.add(Violation.reject(
                    "INVALID_MEDIA", "media_ids must be at most " + MOST_MEDIA + " different ids, none of them empty"));
        }
    }

    private static void avoided(Draft draft, List<Violation> violations) {
        Phrases text = Phrases.of(draft.text());
        draft.soul().avoid().stream()
                .filter(avoided -> text.contain(Phrases.of(avoided)))
                .forEach(avoided -> violations.add(Violation.reject(
                        "AVOIDED_WORD", "the persona never says \"" + avoided + "\"; say it without")));
    }

    private static void repeated(Draft draft, List<Violation> violations) {
        Phrases text = Phrases.of(withoutEntities(draft.text()));
        Stream<String> repeated =
                draft.earlierPosts().stream().filter(earlier -> text.repeats(Phrases.of(withoutEntities(earlier))));
        repeated.findFirst()
                .ifPresent(earlier -> violations.add(Violation.reject(
                        "DUPLICATE_POST", "it was posted already: \"" + earlier + "\"; choose another statement")));
    }

    /** The text as it is read aloud: without addresses and tags. */
    static String withoutEntities(String text) {
        return TAG.matcher(URL.matcher(text).replaceAll(" ")).replaceAll(" ").strip();
    }
}
