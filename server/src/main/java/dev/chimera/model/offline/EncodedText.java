package dev.chimera.model.offline;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text in text: what a person passes over as noise, and a machine may read. Base64, hexadecimal and Morse.
 *
 * <p>It is there to see attempts, and never complete: whoever invents a code of their own is not seen. So nothing may
 * depend on it.
 */
public final class EncodedText {

    /** What stood in which code. */
    public record Decoded(Coding coding, String text) {}

    /** The codes that are read. */
    public enum Coding {
        BASE64,
        HEX,
        MORSE
    }

    /** Latin letters in disguise, which a reader reads and a filter does not: wide, mathematical, phonetic small capitals. */
    public static final Pattern DISGUISED = Pattern.compile(
            "[\\uFF21-\\uFF3A\\uFF41-\\uFF5A]|[\\x{1D400}-\\x{1D7FF}]"
                    + "|(?:[\\u0250-\\u02AF\\u1D00-\\u1DBF\\uA720-\\uA7FF][^\\u0250-\\u02AF\\u1D00-\\u1DBF\\uA720-\\uA7FF]{0,20}){3}");

    private static final int MOST_CANDIDATES = 50;
    private static final int SHORTEST = 6;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,4000}={0,2}");
    private static final Pattern HEX = Pattern.compile(
            "(?:\\b|0x)(?:[0-9a-fA-F]{2}){8,2000}\\b|\\b(?:[0-9a-fA-F]{2}[ :,]){7,1300}[0-9a-fA-F]{2}\\b");
    private static final Pattern MORSE = Pattern.compile("[.·•_\\-–—−][.·•_\\-–—−/| ]{10,4000}");
    private static final Pattern MORSE_GAP = Pattern.compile("[ /|]+");
    private static final int FEWEST_LETTERS = 6;
    private static final Pattern MORSE_WORD_GAP = Pattern.compile(" *[/|] *| {3,}");

    private static final Map<String, Character> MORSE_LETTERS = morse(
            "A.- B-... C-.-. D-.. E. F..-. G--. H.... I.. J.--- K-.- L.-.. M-- N-. O--- P.--. Q--.- R.-. S... T- U..-"
                    + " V...- W.-- X-..- Y-.-- Z--.. 0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.."
                    + " 9----.");

    private EncodedText() {}

    private static Map<String, Character> morse(String alphabet) {
        return Arrays.stream(alphabet.split(" "))
                .collect(Collectors.toMap(entry -> entry.substring(1), entry -> entry.charAt(0)));
    }

    /** What can be read as text, at most 50 pieces; a piece that decodes to anything but text is left out. */
    public static List<Decoded> in(String text) {
        List<Decoded> found = new ArrayList<>();
        candidates(BASE64, text)
                .forEach(piece -> base64(piece).ifPresent(read -> found.add(new Decoded(Coding.BASE64, read))));
        candidates(HEX, text).forEach(piece -> hex(piece).ifPresent(read -> found.add(new Decoded(Coding.HEX, read))));
        candidates(MORSE, text).stream()
                .filter(piece -> MORSE_GAP.split(piece).length >= FEWEST_LETTERS)
                .forEach(piece -> found.add(new Decoded(Coding.MORSE, fromMorse(piece))));
        return found;
    }

    private static List<String> candidates(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .limit(MOST_CANDIDATES)
                .map(MatchResult::group)
                .toList();
    }

    private static Optional<String> base64(String piece) {
        String plain = piece.replaceAll("=+$", "").replace('-', '+').replace('_', '/');
        try {
            return readable(Base64.getDecoder().decode(plain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> hex(String piece) {
        String digits = piece.replaceFirst("^0x", "").replaceAll("[ :,]", "");
        return readable(HexFormat.of().parseHex(digits));
    }

    private static Optional<String> readable(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean isText = text.length() >= SHORTEST
                    && text.codePoints().noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
            return isText ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String fromMorse(String piece) {
        StringBuilder text = new StringBuilder();
        String signs = piece.strip().replaceAll("[·•]", ".").replaceAll("[_–—−]", "-");
        for (String word : MORSE_WORD_GAP.split(signs)) {
            text.append(text.isEmpty() ? "" : " ");
            for (String letter : word.strip().split(" +")) {
                text.append(MORSE_LETTERS.getOrDefault(letter, '?'));
            }
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
