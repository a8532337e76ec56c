package dev.chimera.judge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the Judge's lists of words, which stand beside it on the class path; a line that begins with # is a remark. */
final class WordList {

    private WordList() {}

    /** Every line, as its words. */
    static List<List<String>> lines(String name) {
        return read(name).stream().map(line -> List.of(line.split("\\s+"))).toList();
    }

    /** Every line, as what stands before its first colon and what stands behind. */
    static List<Map.Entry<String, String>> pairs(String name) {
        return read(name).stream()
                .map(line -> line.split(":\\s*", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .toList();
    }

    private static List<String> read(String name) {
        try (InputStream in = WordList.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    static Set<String> words(String name) {
        return lines(name).stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    }

    static Set<String> words(Stream<String> words) {
        return words.collect(Collectors.toUnmodifiableSet());
    }
}
