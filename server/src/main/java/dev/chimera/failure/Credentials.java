package dev.chimera.failure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords and tokens that stand within addresses, as {@code scheme://user:password@host} or as a parameter: for texts
 * whose secrets nobody has announced to {@link Redaction}, such as a configuration that was mistyped.
 */
public final class Credentials {

    private static final String SECRET_NAMES =
            "[a-z_]*(?:password|passwd|passphrase|secret|token)|pwd|pass|api[_-]?key|auth|sig|signature";

    /** Up to the last at sign before the path, because a password may hold one. */
    private static final Pattern USER = Pattern.compile("(?<=://)[^\\s/?#\"'<>]{1,500}@");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;](?:key|" + SECRET_NAMES + ")|\\bpassword)=(?!\\[)[^\\s&;,\"'<>)\\]}]++");

    private static final Pattern PAIR = Pattern.compile("[?&;]([^=&;]{1,100})=([^&;\\s]+)");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i)key|" + SECRET_NAMES);

    /** The key that a provider of blockchain nodes puts into the path. */
    private static final Pattern KEY_IN_PATH = Pattern.compile("/([A-Za-z0-9_-]{20,200})(?=[/?#]|$)");

    private Credentials() {}

    /** The text, with {@code ***} for what stands where a password does. */
    public static String hidden(String text) {
        String clean = text;
        if (clean.contains("://")) {
            clean = USER.matcher(clean).replaceAll("***@");
        }
        return clean.indexOf('=') >= 0 ? PARAMETER.matcher(clean).replaceAll("$1=***") : clean;
    }

    /** The address without user, parameters and fragment: what may be shown to whoever may not get in by it. */
    public static String without(String address) {
        String bare = address.replaceFirst("[?#].*", "");
        int start = bare.indexOf("://") + 3;
        int at = bare.lastIndexOf('@');
        return start > 2 && at >= start ? bare.substring(0, start) + bare.substring(at + 1) : bare;
    }

    /** What in this address must not be seen, as it is written and decoded. */
    static List<String> in(String address) {
        List<String> secrets = new ArrayList<>();
        int start = address.indexOf("://") + 3;
        int at = address.replaceFirst("[?#].*", "").lastIndexOf('@');
        if (start > 2 && at > start) {
            String user = address.substring(start, at);
            add(secrets, user.substring(user.indexOf(':') + 1));
        }
        for (Matcher pair = PAIR.matcher(address); pair.find(); ) {
            if (SECRET_NAME.matcher(pair.group(1)).matches()) {
                add(secrets, pair.group(2));
            }
        }
        if (address.toLowerCase(Locale.ROOT).startsWith("http")) {
            for (Matcher key = KEY_IN_PATH.matcher(address); key.find(); ) {
                add(secrets, key.group(1));
            }
        }
        return secrets;
    }

    private static void add(List<String> secrets, String value) {
        secrets.add(value);
        try {
            String decoded = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (!decoded.equals(value)) {
                secrets.add(decoded);
            }
        } catch (IllegalArgumentException _) {
            // A percent sign that escapes nothing: then it is written as it is meant.
        }
    }
}
