package dev.chimera.fetch;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http(s) address as people and servers write it: characters that a URI may not have are escaped, a host with letters
 * of any script is written as the name system has it. A user name or a password is refused, because addresses are shown.
 *
 * @param uri without a fragment
 * @param host in lower case, in ASCII; an IPv6 address in brackets
 */
public record WebAddress(URI uri, String host) {

    private static final int LONGEST = 4_000;
    private static final Pattern PARTS =
            Pattern.compile("(?i)(https?)://([^/?#\\\\]*+)((?:[/?][^#]*+)?+)(?:#.*+)?+", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+:.*+", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[^:\\[\\]@\\s]{1,253})(?::([0-9]{0,5}))?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]{1,253}|\\[[0-9a-f:.]+\\]");
    private static final String LEGAL = "-._~:/?[]@!$&'()*+,;=%";

    /** @throws FetchException ADDRESS_INVALID, which repeats no more of the text than is safe to show */
    public static WebAddress parse(String location) throws FetchException {
        String text = location.strip();
        Matcher parts = PARTS.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            throw FetchException.invalid(shown(text) + ": is not an http or https address");
        }
        String authority = parts.group(2);
        if (authority.indexOf('@') >= 0) {
            throw FetchException.invalid(shown(text)
                    + ": an address with a user name or a password is not taken, because addresses are shown");
        }
        Matcher named = AUTHORITY.matcher(authority);
        if (!named.matches()) {
            throw FetchException.invalid(shown(text) + ": has no host, or one that is no name");
        }
        String host = ascii(named.group(1), text);
        String port = named.group(2) == null || named.group(2).isEmpty() ? "" : ":" + named.group(2);
        if (!port.isEmpty() && (Integer.parseInt(named.group(2)) < 1 || Integer.parseInt(named.group(2)) > 65_535)) {
            throw FetchException.invalid(shown(text) + ": has no port of that number");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String rest = escaped(parts.group(3));
        try {
            return new WebAddress(
                    URI.create(scheme + "://" + host + port + (rest.startsWith("?") ? "/" : "") + rest), host);
        } catch (IllegalArgumentException _) {
            throw FetchException.invalid(shown(text) + ": is not an address");
        }
    }

    /** Where a reference leads that stands in what this address answered. */
    public WebAddress resolve(String reference) throws FetchException {
        String text = reference.strip();
        if (SCHEME.matcher(text).matches()) {
            return parse(text);
        }
        if (text.startsWith("//")) {
            return parse(uri.getScheme() + ":" + text);
        }
        try {
            // The JDK would take the last segment of the path off, too.
            return text.startsWith("?")
                    ? parse(uri.toString().replaceFirst("\\?.*", "") + text)
                    : parse(uri.resolve(escaped(text.replaceFirst("#.*", ""))).toString());
        } catch (IllegalArgumentException _) {
            throw FetchException.invalid(this + ": leads to something that is no address");
        }
    }

    private static String ascii(String host, String text) throws FetchException {
        try {
            String ascii =
                    (host.startsWith("[") ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED)).toLowerCase(Locale.ROOT);
            if (HOST.matcher(ascii).matches()) {
                return ascii;
            }
        } catch (IllegalArgumentException _) {
            // Said below, as for every other text that names no host.
        }
        throw FetchException.invalid(shown(text) + ": has no host, or one that is no name");
    }

    /** Escapes what may not stand in a URI, and leaves what is escaped already. */
    private static String escaped(String text) {
        StringBuilder uri = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            boolean escape = character == '%'
                    && !(at + 2 < text.length()
                            && Character.digit(text.charAt(at + 1), 16) >= 0
                            && Character.digit(text.charAt(at + 2), 16) >= 0);
            if (!escape && character < 128 && (Character.isLetterOrDigit(character) || LEGAL.indexOf(character) >= 0)) {
                uri.append((char) character);
            } else {
                for (byte each : Character.toString(character).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
                    uri.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
                }
            }
        }
        return uri.toString();
    }

    /** What was given, without what could be a password, in one short line. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ").replaceAll("//[^/?#]*@", "//");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    @Override
    public String toString() {
        return shown(uri.toString());
    }
}
