package dev.chimera.failure;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms in which a value leaves a program: as it is, escaped, encoded, or line by line. */
final class SecretForms {

    private static final Pattern HEXADECIMAL = Pattern.compile("(?:0[xX])?((?:[0-9a-fA-F]{2})+)");

    /** A line of a key that has several is long; a shorter one could be an ordinary word. */
    private static final int SHORTEST_LINE = 16;

    private static final int BITS_OF_BASE64 = 6;

    private SecretForms() {}

    /** Those that have at least so many characters. */
    static Set<String> of(String value, int shortest) {
        Set<String> forms = new LinkedHashSet<>();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        forms.add(value);
        forms.add(jsonEscaped(value, "/"));
        forms.add(jsonEscaped(value, "\\/"));
        addUrlEncoded(value, forms);
        addBase64(bytes, forms);
        forms.add(HexFormat.of().formatHex(bytes));
        var hexadecimal = HEXADECIMAL.matcher(value);
        if (hexadecimal.matches()) {
            // The key of a wallet is a number: libraries print it without its 0x, as bytes, and as a decimal.
            String digits = hexadecimal.group(1);
            forms.add(digits);
            addBase64(HexFormat.of().parseHex(digits), forms);
            forms.add(new BigInteger(digits, 16).toString());
        }
        value.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
                .forEach(forms::add);
        forms.removeIf(form -> form.length() < shortest);
        return forms;
    }

    private static String jsonEscaped(String value, String slash) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '/' -> escaped.append(slash);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (c < ' ') {
                        escaped.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    /** As forms, as URIs and as OAuth 1.0a do it. */
    private static void addUrlEncoded(String value, Set<String> forms) {
        String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String uri = form.replace("+", "%20");
        forms.add(form);
        forms.add(uri);
        forms.add(uri.replace("*", "%2A").replace("%7E", "~"));
    }

    /**
     * Base64 of anything that contains these bytes, such as {@code user:password}: they may begin at any of three places
     * in a group, and what their neighbours have no part in is the same wherever they stand.
     */
    private static void addBase64(byte[] bytes, Set<String> forms) {
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            int from = Math.ceilDiv(before * Byte.SIZE, BITS_OF_BASE64);
            int to = shifted.length * Byte.SIZE / BITS_OF_BASE64;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
    }
}
