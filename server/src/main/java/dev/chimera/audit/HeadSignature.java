package dev.chimera.audit;

import java.util.HexFormat;

/**
 * A signature, and the name of the key that made it.
 *
 * @param signer {@link AuditKey#id()}
 * @param hex 64 bytes (Ed25519), in hexadecimal digits
 */
record HeadSignature(String signer, String hex) {

    static HeadSignature of(String signer, byte[] bytes) {
        return new HeadSignature(signer, HexFormat.of().formatHex(bytes));
    }

    /** @throws IllegalArgumentException when it is no hexadecimal text */
    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
