package dev.chimera.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a secret may be written. Made with the JDK's and Jackson's encoders and not with the product's own list, which is
 * what is to be tested.
 */
public final class Spellings {

    private Spellings() {}

    /** By the name of the encoding. */
    public static Map<String, String> of(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        Map<String, String> spellings = new LinkedHashMap<>();
        spellings.put("plain", secret);
        String json = JsonMapper.shared().writeValueAsString(secret);
        spellings.put("JSON", json.substring(1, json.length() - 1));
        spellings.put("URL", URLEncoder.encode(secret, UTF_8));
        spellings.put("hex", HexFormat.of().formatHex(bytes));
        spellings.put("Base64", Base64.getEncoder().withoutPadding().encodeToString(bytes));
        spellings.put("Base64 for URLs", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        for (String user : new String[] {"u:", "us:"}) {
            spellings.put("Basic " + user, Base64.getEncoder().encodeToString((user + secret).getBytes(UTF_8)));
        }
        if (secret.matches("0x[0-9a-f]+")) {
            byte[] number = HexFormat.of().parseHex(secret.substring(2));
            spellings.put("digits", secret.substring(2));
            spellings.put(
                    "bytes in Base64", Base64.getEncoder().withoutPadding().encodeToString(number));
        }
        return spellings;
    }

    /** What to look for: of the password of a user, what depends neither on the user's name nor on what follows. */
    static Map<String, String> traces(String secret) {
        Map<String, String> traces = of(secret);
        traces.replaceAll((encoding, spelling) ->
                encoding.startsWith("Basic") ? spelling.substring(4, spelling.length() - 4) : spelling);
        return traces;
    }
}
