package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key or token in the clear: {@code chm_} and 43 URL-safe characters, 256 random bits. It exists only between being
 * made, or presented, and being shown, or hashed; what is stored is {@link #hash()}. A key that came from outside is held
 * as it came, so that a wrong one simply matches nothing.
 */
public record ApiKey(String reveal) {

    private static final String PREFIX = "chm_";
    private static final int BYTES = 32;

    /** Fewer characters than this can't be a random secret of 128 bits. */
    private static final int SHORTEST_CONFIGURED = 22;

    /** Of 22 random characters, even of hexadecimal digits, hardly ever fewer are different. */
    private static final int FEWEST_CHARACTERS = 6;

    private static final SecureRandom RANDOM = new SecureRandom();

    public ApiKey {
        if (reveal.isBlank()) {
            throw new IllegalArgumentException("an API key can't be blank");
        }
    }

    /**
     * A token that somebody has chosen for a server's configuration. What it is made of can't be seen from it, but how long
     * it is, and whether it is one character over and over.
     *
     * @throws ChimeraException with this code
     */
    static ApiKey configured(String property, String code, String token) {
        if (token.length() < SHORTEST_CONFIGURED || token.chars().distinct().count() < FEWEST_CHARACTERS) {
            throw ChimeraException.badInput(
                    code,
                    property + " has " + token.length() + " characters, "
                            + token.chars().distinct().count() + " different ones, and needs at least "
                            + SHORTEST_CONFIGURED + " and " + FEWEST_CHARACTERS,
                    "make one with: openssl rand -base64 32");
        }
        return new ApiKey(token);
    }

    /** A new key that nobody else has. */
    public static ApiKey fresh() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** SHA-256 as 64 lower-case hexadecimal digits: what the database keeps. */
    public String hash() {
        return HexFormat.of().formatHex(digest());
    }

    /** Compares in a time that says nothing about where two keys differ. */
    public boolean matches(ApiKey other) {
        return MessageDigest.isEqual(digest(), other.digest());
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(reveal.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Never the key: this may end in a log. */
    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
