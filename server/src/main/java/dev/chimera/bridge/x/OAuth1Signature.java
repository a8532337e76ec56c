package dev.chimera.bridge.x;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a request as OAuth 1.0a wants it (RFC 5849, 3.4), with HMAC-SHA1. A JSON or multipart body is not part of what
 * is signed; the query is.
 */
record OAuth1Signature(String consumerKey, String consumerSecret, String token, String tokenSecret) {

    /**
     * The value of the header {@code Authorization}.
     *
     * @param form the members of a form body; empty for any other body
     * @param nonce never the same twice
     * @param epochSecond when the request is made
     */
    String header(String method, URI address, Map<String, String> form, String nonce, long epochSecond) {
        Map<String, String> oauth = new TreeMap<>();
        oauth.put("oauth_consumer_key", consumerKey);
        oauth.put("oauth_nonce", nonce);
        oauth.put("oauth_signature_method", "HMAC-SHA1");
        oauth.put("oauth_timestamp", Long.toString(epochSecond));
        oauth.put("oauth_token", token);
        oauth.put("oauth_version", "1.0");
        oauth.put("oauth_signature", signature(method, address, form, oauth));
        return oauth.entrySet().stream()
                .map(each -> each.getKey() + "=\"" + encode(each.getValue()) + '"')
                .collect(Collectors.joining(", ", "OAuth ", ""));
    }

    private String signature(String method, URI address, Map<String, String> form, Map<String, String> oauth) {
        List<String> parameters = new ArrayList<>();
        oauth.forEach((name, value) -> parameters.add(encode(name) + "=" + encode(value)));
        form.forEach((name, value) -> parameters.add(encode(name) + "=" + encode(value)));
        if (address.getRawQuery() != null) {
            for (String pair : address.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(encode(decode(name)) + "=" + encode(decode(value)));
            }
        }
        parameters.sort(null);
        String signed = method + "&" + encode(withoutQuery(address)) + "&" + encode(String.join("&", parameters));
        return hmac(encode(consumerSecret) + "&" + encode(tokenSecret), signed);
    }

    private static String withoutQuery(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
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

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** RFC 3986, which leaves only letters, digits and four signs as they are. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The record would show its secrets. */
    @Override
    public String toString() {
        return "OAuth1Signature";
    }
}
