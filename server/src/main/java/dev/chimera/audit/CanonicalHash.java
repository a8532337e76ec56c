package dev.chimera.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over fields that can't run into each other: each is its length as four bytes, big-endian, and then itself; a
 * NULL is the length -1 and nothing, so it is not the empty text. The first field names what is hashed, so that a row is
 * never taken for a block.
 */
final class CanonicalHash {

    private final MessageDigest sha;
    private final ByteBuffer word = ByteBuffer.allocate(20);

    CanonicalHash(String domain) {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        text(domain);
    }

    CanonicalHash number(long value) {
        word.putInt(Long.BYTES).putLong(value);
        return flush();
    }

    CanonicalHash uuid(@Nullable UUID value) {
        if (value == null) {
            return bytes(null);
        }
        word.putInt(2 * Long.BYTES).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        return flush();
    }

    CanonicalHash text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(UTF_8));
    }

    CanonicalHash hash(Sha256 value) {
        return bytes(value.bytes());
    }

    CanonicalHash bytes(byte @Nullable [] value) {
        word.putInt(value == null ? -1 : value.length);
        flush();
        if (value != null) {
            sha.update(value);
        }
        return this;
    }

    private CanonicalHash flush() {
        sha.update(word.flip());
        word.clear();
        return this;
    }

    /** The hash of all fields so far; ends this object. */
    Sha256 digest() {
        return Sha256.of(sha.digest());
    }
}
