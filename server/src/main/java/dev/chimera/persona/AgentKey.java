package dev.chimera.persona;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An agent's API key: 256 random bits, shown once. Only its SHA-256 is stored; a slow hash would add nothing to a value
 * that nobody can guess.
 */
record AgentKey(String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static AgentKey random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new AgentKey(
                "chimera_agent_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** 64 lower-case hexadecimal digits. */
    String hash() {
        return sha256(secret);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A key must not get into a log through a record's text. */
    @Override
    public String toString() {
        return "AgentKey[secret]";
    }
}
