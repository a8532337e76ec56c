package dev.chimera.audit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** A SHA-256, 32 bytes; written as 64 hexadecimal digits. Ordered as unsigned bytes. */
final class Sha256 implements Comparable<Sha256> {

    static final int LENGTH = 32;

    /** What the first block names as the hash before it. */
    static final Sha256 ZERO = new Sha256(new byte[LENGTH]);

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    static Sha256 of(byte[] bytes) {
        return new Sha256(bytes.clone());
    }

    /** @throws IllegalArgumentException when these are not 64 hexadecimal digits */
    static Sha256 parse(String hex) {
        return new Sha256(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
    }

    /** The index-th of many that stand side by side. */
    static Sha256 at(byte[] sideBySide, int index) {
        return new Sha256(Arrays.copyOfRange(sideBySide, index * LENGTH, (index + 1) * LENGTH));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    void copyTo(byte[] sideBySide, int index) {
        System.arraycopy(bytes, 0, sideBySide, index * LENGTH, LENGTH);
    }

    @Override
    public int compareTo(Sha256 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
