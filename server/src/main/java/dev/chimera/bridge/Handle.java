package dev.chimera.bridge;

import com.twitter.twittertext.Extractor;
import dev.chimera.failure.ChimeraException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An account's name on X, without its @ and in small letters, because X does not tell capitals apart. */
public record Handle(String value) implements Comparable<Handle> {

    /** 15 characters today; a few old accounts have up to 20. */
    private static final Pattern HANDLE = Pattern.compile("[a-z0-9_]{1,20}");

    private static final Pattern ADDRESS = Pattern.compile("https?://\\S+");

    public Handle {
        if (!HANDLE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a handle: " + value);
        }
    }

    /**
     * Reads one that a person typed, with or without its @.
     *
     * @throws ChimeraException INVALID_HANDLE
     */
    static Handle parse(String text) {
        String bare = text.strip().replaceFirst("^[@\uFF20]", "").toLowerCase(Locale.ROOT);
        if (!HANDLE.matcher(bare).matches()) {
            throw ChimeraException.badInput(
                    "INVALID_HANDLE",
                    "an account's name has 1 to 20 letters, digits and underscores",
                    "give it as X shows it, such as @beanfarm");
        }
        return new Handle(bare);
    }

    /** Whom a text addresses, as X reads it: {@code .@name} and a list's {@code @name/list} count, an address does not. */
    public static Set<Handle> mentionedIn(String text) {
        String withoutAddresses = ADDRESS.matcher(text).replaceAll(" ");
        return new Extractor()
                .extractMentionsOrListsWithIndices(withoutAddresses).stream()
                        .map(entity -> new Handle(entity.getValue().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.toSet());
    }

    @Override
    public int compareTo(Handle other) {
        return value.compareTo(other.value);
    }

    /** With its @. */
    @Override
    public String toString() {
        return "@" + value;
    }
}
