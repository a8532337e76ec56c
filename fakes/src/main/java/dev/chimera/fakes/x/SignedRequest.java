package dev.chimera.fakes.x;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A request with an {@code Authorization: OAuth} header (RFC 5849), and whether its signature is right. */
final class SignedRequest {

    private static final long SKEW_SECONDS = 300;

    private final Set<String> nonces = new HashSet<>();

    /** Whose it is; null when it is signed wrongly, too old, or was made before. */
    Accounts.@Nullable User signer(Call call, String base, Accounts accounts, long now) {
        Map<String, String> oauth = parameters(call.header("Authorization"));
        Accounts.@Nullable Keys keys =
                accounts.keys(oauth.getOrDefault("oauth_consumer_key", ""), oauth.getOrDefault("oauth_token", ""));
        String given = oauth.remove("oauth_signature");
        if (keys == null || given == null || !"HMAC-SHA1".equals(oauth.get("oauth_signature_method"))) {
            return null;
        }
        String stamp = oauth.getOrDefault("oauth_timestamp", "0");
        if (!stamp.matches("[0-9]{1,12}") || Math.abs(Long.parseLong(stamp) - now) > SKEW_SECONDS) {
            return null;
        }
        List<String> pairs = new ArrayList<>();
        oauth.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        call.query().forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        if (call.header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
            call.form().forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        }
        pairs.sort(null);
        String text = call.method() + "&" + encode(base + call.path()) + "&" + encode(String.join("&", pairs));
        String right = hmac(encode(keys.consumerSecret()) + "&" + encode(keys.tokenSecret()), text);
        boolean same = MessageDigest.isEqual(
                right.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
        synchronized (nonces) {
            return same && nonces.add(oauth.getOrDefault("oauth_nonce", "")) ? keys.user() : null;
        }
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new TreeMap<>();
        for (String part : header.replaceFirst("(?i)^OAuth ", "").split(",")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                String value = part.substring(equals + 1).strip().replace("\"", "");
                parameters.put(
                        part.substring(0, equals).strip(),
                        URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
