package dev.chimera.tool;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in {@code ${NAME}} from the environment.
 *
 * @param environment what a name stands for; null for one that is not set
 */
record Placeholders(Function<String, @Nullable String> environment) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** @throws IllegalStateException when a name is not set; the message names it, and never a value */
    String fill(String value) {
        return PLACEHOLDER.matcher(value).replaceAll(found -> {
            String filled = environment.apply(found.group(1));
            if (filled == null) {
                throw new IllegalStateException("the environment variable " + found.group(1) + " is not set");
            }
            return Matcher.quoteReplacement(filled);
        });
    }
}
