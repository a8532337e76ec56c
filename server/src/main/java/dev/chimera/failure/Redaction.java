package dev.chimera.failure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a text every secret that this process has ever resolved. Static, because what has to be clean is written by
 * what has no collaborators: a {@link Failure}, a log line, a stack trace.
 *
 * <p>It is the second line: nobody puts a secret into a text on purpose. But a server's answer, an exception of a library
 * or the output of a child process may well quote what they were given.
 *
 * <p>A text is read once, whatever the number of secrets: a rolling hash of {@value #SHORTEST} characters finds where one
 * could begin. Upper and lower case are not told apart.
 */
public final class Redaction {

    /** Shorter ones can't be told from ordinary words, and would say more by their absence. */
    static final int SHORTEST = 8;

    /** Of one name, the newest: a rotated value is dead, but may still be in a text that is on its way. */
    static final int VALUES_PER_NAME = 8;

    private static final int BASE = 31;
    private static final int HIGHEST = power(BASE, SHORTEST - 1);

    /** A text that was cut off may end within a secret; so much of one, and at least half, is taken for the whole. */
    private static final int SHORTEST_PART = 16;

    private record Form(String text, String name) {

        /** How much of a text, from a place on, is this form or the most of it; 0 when it is not. */
        int length(String in, int from) {
            int longest = Math.min(text.length(), in.length() - from);
            if (longest < text.length() && longest < leastPart()) {
                return 0;
            }
            int length = SHORTEST - 1;
            while (length < longest && in.regionMatches(true, from + length, text, length, 1)) {
                length++;
            }
            return length >= Math.min(text.length(), leastPart()) && in.regionMatches(true, from, text, 0, length)
                    ? length
                    : 0;
        }

        private int leastPart() {
            return Math.max(SHORTEST_PART, Math.ceilDiv(text.length(), 2));
        }
    }

    private record Found(Form form, int length) {}

    private static final Map<String, Deque<String>> VALUES = new HashMap<>();

    /** By the hash of their first characters. */
    private static final Map<Integer, List<Form>> FORMS = new ConcurrentHashMap<>();

    private Redaction() {}

    /**
     * From now on {@link #of} replaces this value, in every form that it could take, by {@code [name]}. A value of fewer
     * than {@value #SHORTEST} characters is not looked for.
     */
    public static synchronized void know(String name, String value) {
        if (value.length() < SHORTEST) {
            return;
        }
        Deque<String> values = VALUES.computeIfAbsent(name, _ -> new ArrayDeque<>());
        if (values.contains(value)) {
            return;
        }
        values.addLast(value);
        for (String form : SecretForms.of(value, SHORTEST)) {
            FORMS.merge(hash(form, 0), List.of(new Form(form, name)), Redaction::joined);
        }
        if (values.size() > VALUES_PER_NAME) {
            for (String form : SecretForms.of(values.removeFirst(), SHORTEST)) {
                Form old = new Form(form, name);
                FORMS.computeIfPresent(hash(form, 0), (_, all) -> without(all, old));
            }
        }
    }

    /** The text without any secret that is known; the very same object where there is none in it. */
    public static String of(String text) {
        if (FORMS.isEmpty() || text.length() < SHORTEST) {
            return text;
        }
        StringBuilder clean = null;
        int copied = 0;
        int at = 0;
        int hash = hash(text, 0);
        while (true) {
            Found found = at(text, at, hash);
            if (found != null) {
                clean = clean == null ? new StringBuilder(text.length()) : clean;
                clean.append(text, copied, at)
                        .append('[')
                        .append(found.form().name())
                        .append(']');
                at += found.length();
                copied = at;
                if (at + SHORTEST > text.length()) {
                    break;
                }
                hash = hash(text, at);
            } else if (at + SHORTEST < text.length()) {
                hash = (hash - folded(text.charAt(at)) * HIGHEST) * BASE + folded(text.charAt(at + SHORTEST));
                at++;
            } else {
                break;
            }
        }
        return clean == null ? text : clean.append(text, copied, text.length()).toString();
    }

    private static @Nullable Found at(String text, int at, int hash) {
        Found longest = null;
        for (Form form : FORMS.getOrDefault(hash, List.of())) {
            int length = form.length(text, at);
            if (length > 0 && (longest == null || length > longest.length())) {
                longest = new Found(form, length);
            }
        }
        return longest;
    }

    private static List<Form> joined(List<Form> some, List<Form> more) {
        List<Form> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static @Nullable List<Form> without(List<Form> all, Form old) {
        List<Form> rest = all.stream().filter(form -> !form.equals(old)).toList();
        return rest.isEmpty() ? null : rest;
    }

    private static int hash(String text, int from) {
        int hash = 0;
        for (int i = from; i < from + SHORTEST; i++) {
            hash = hash * BASE + folded(text.charAt(i));
        }
        return hash;
    }

    private static int folded(char c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private static int power(int base, int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }
}
