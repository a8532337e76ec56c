package dev.chimera.failure;

import java.util.concurrent.ConcurrentHashMap;

/** Skeleton: the real one follows. */
public final class Redaction {

    private static final ConcurrentHashMap<String, String> KNOWN = new ConcurrentHashMap<>();

    private Redaction() {}

    /** From now on {@link #of} replaces this value, in every form that it could take, by {@code [name]}. */
    public static void know(String name, String value) {
        if (value.length() >= 8) {
            KNOWN.put(value, name);
        }
    }

    /** The text without any secret that is known. */
    public static String of(String text) {
        String redacted = text;
        for (var each : KNOWN.entrySet()) {
            redacted = redacted.replace(each.getKey(), "[" + each.getValue() + "]");
        }
        return redacted;
    }
}
