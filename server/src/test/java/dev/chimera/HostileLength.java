package dev.chimera;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Long texts that were made to be hard to match, and what a pattern does with them. */
final class HostileLength {

    /** Longer than anything that a pattern sees in one piece; a group that recurses overflows the stack long before. */
    private static final int LONG = 10_000;

    /** A text of the length that patterns are made for, and how often each of its characters may be looked at. */
    private static final int SHORT = 300;

    private static final long LOOKS = 10L * SHORT;

    /** Enough to overflow the stack, which the first try does or none; how long it takes is the short text's question. */
    private static final long LOOKS_AT_LONG = 3;

    private static final String OVERFLOWS = "overflows the stack";
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final long STACK = 256 * 1024;

    private static final List<String> UNITS = List.of(
            "1.",
            "1,",
            "1,000",
            "1:1 ",
            "a",
            "A",
            "aA",
            "Aa ",
            "a ",
            " ",
            "  \n",
            "\n",
            "\r\n",
            "\t",
            ".",
            ". ",
            "a. ",
            "a.A",
            "A.",
            "?!",
            ",",
            ", a",
            "a, which a ",
            "a - a ",
            " — ",
            "-",
            "a-",
            "a'",
            "’s",
            "'",
            "\"",
            "\"a",
            "“a",
            "(",
            "(a",
            "()",
            "[",
            "[]",
            "<",
            "<a ",
            "<?xml ",
            "{",
            "{{a",
            "${a",
            "%s",
            "&amp",
            "&a;",
            "#a",
            " #a",
            " @a ",
            "$a ",
            "http://",
            "https://a ",
            " https://a.a/",
            "https://x.com/a/status/1/",
            "0x",
            "0xf",
            "f",
            "ff ",
            "01",
            "1",
            "A1",
            "AB12 ",
            "AB12ABCD",
            "5KL",
            "eyJa",
            "AKIA",
            ".- ",
            "·/",
            "é",
            "e\u0301",
            "e\u0301\u0301\u0301",
            "Иa",
            "😀",
            "👨\u200D",
            "\u200D",
            "☀\uFE0F",
            "…",
            "_",
            "=",
            "a=a&",
            "a=\"a\" ",
            "charset=",
            "\\",
            "\\u0000",
            "\u0007",
            "The a ",
            "I’m a ",
            "and or ",
            "see https://a ",
            "A: ");

    private HostileLength() {}

    /** Why the pattern must not meet such a text: the text and what happened; empty when it copes with all of them. */
    static Optional<String> defeats(Pattern pattern) {
        List<String> units = new ArrayList<>(UNITS);
        String itsOwn =
                Pattern.compile("[^\\p{L}\\p{N} ]+").matcher(pattern.pattern()).replaceAll(" ");
        units.add(itsOwn.isBlank() ? "x" : itsOwn);
        AtomicReference<String> outcome = new AtomicReference<>("\"" + units.getFirst() + "\" and so on");
        AtomicBoolean ended = new AtomicBoolean();
        Thread thread = new Thread(
                null,
                () -> {
                    outcome.set(defeat(pattern, units, outcome::set));
                    ended.set(true);
                },
                "hostile-length",
                STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(BOUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ended.get()
                ? Optional.of(outcome.get()).filter(why -> !why.isEmpty())
                : Optional.of(outcome.get() + ": does not come to an end");
    }

    /** @param trying hears which text comes next, in case that it never ends */
    private static String defeat(Pattern pattern, List<String> units, Consumer<String> trying) {
        for (String unit : units) {
            String text = "\"" + unit + "\" and so on";
            trying.accept(text);
            Optional<String> outcome = outcome(pattern, repeated(unit, SHORT) + "1", LOOKS)
                    .or(() -> outcome(pattern, "a" + repeated(unit, SHORT) + "\n!", LOOKS))
                    .or(() -> outcome(pattern, repeated(unit, LONG) + "1", LOOKS_AT_LONG)
                            .filter(OVERFLOWS::equals));
            if (outcome.isPresent()) {
                return text + ": " + outcome.get();
            }
        }
        return "";
    }

    private static String repeated(String unit, int length) {
        return unit.repeat(length / unit.length() + 1);
    }

    private static Optional<String> outcome(Pattern pattern, String text, long looks) {
        Counted counted = new Counted(text, looks);
        try {
            pattern.matcher(counted).matches();
            Matcher matcher = pattern.matcher(counted);
            while (matcher.find()) {
                matcher.end();
            }
            return Optional.empty();
        } catch (StackOverflowError e) {
            return Optional.of(OVERFLOWS);
        } catch (TooManyLooks e) {
            return Optional.of("looks more than " + looks + " times at each of its " + text.length());
        }
    }

    /** A text that counts how often it is looked at: the same on every machine, however busy. */
    private static final class Counted implements CharSequence {

        private final String text;
        private long left;

        Counted(String text, long looks) {
            this.text = text;
            this.left = looks * text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Thrown so often that looking for where it was thrown would be most of the work. */
        TooManyLooks() {
            super(null, null, false, false);
        }
    }
}
