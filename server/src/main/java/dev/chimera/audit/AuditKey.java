package dev.chimera.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A key of the audit log (Ed25519, RFC 8032): the secret one signs, the public one is enough to verify, so that whoever
 * checks the log need not be able to forge it.
 */
final class AuditKey {

    static final int LENGTH = 32;

    private static final String ALGORITHM = "Ed25519";
    /** What stands before the 32 bytes of a key in the encodings that the JDK reads (RFC 8410). */
    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ID_DIGITS = 16;

    private final String publicHex;
    private final PublicKey publicKey;
    private final @Nullable PrivateKey secret;

    private AuditKey(byte[] publicBytes, @Nullable PrivateKey secret) throws GeneralSecurityException {
        this.publicHex = HexFormat.of().formatHex(publicBytes);
        this.publicKey =
                KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(join(X509, publicBytes)));
        this.secret = secret;
    }

    /** @throws IllegalArgumentException when these are not 64 hexadecimal digits; says nothing of what they are */
    static AuditKey ofSecret(String hex) {
        byte[] seed = parse(hex);
        try {
            AuditKey key = new AuditKey(
                    publicBytes(seed),
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(join(PKCS8, seed))));
            if (!key.made(key.sign(Sha256.ZERO), Sha256.ZERO)) {
                throw new IllegalStateException("the JDK derives another public key than expected");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** A key that can verify and not sign. */
    static AuditKey ofPublic(String hex) {
        try {
            return new AuditKey(parse(hex), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key", e);
        }
    }

    /** A new secret, as {@link #ofSecret} reads it. */
    static String freshSecret() {
        byte[] seed = new byte[LENGTH];
        new SecureRandom().nextBytes(seed);
        return HexFormat.of().formatHex(seed);
    }

    private static byte[] parse(String hex) {
        if (hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException("a key has 64 hexadecimal digits, not " + hex.length());
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("a key has hexadecimal digits only");
        }
    }

    /** The JDK has no way from a secret key to its public one but to generate the pair from the same random bytes. */
    private static byte[] publicBytes(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, X509.length, encoded.length);
    }

    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] wanted) {
            System.arraycopy(bytes, 0, wanted, 0, wanted.length);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The public key, in hexadecimal digits. */
    String publicHex() {
        return publicHex;
    }

    /** A short name for it: the first 16 digits of the public key. */
    String id() {
        return publicHex.substring(0, ID_DIGITS);
    }

    boolean canSign() {
        return secret != null;
    }

    /** @throws IllegalStateException when there is only the public key */
    HeadSignature sign(Sha256 digest) {
        if (secret == null) {
            throw new IllegalStateException("a public key signs nothing");
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(digest.bytes());
            return HeadSignature.of(id(), signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the audit log can't be signed", e);
        }
    }

    boolean made(HeadSignature made, Sha256 digest) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(publicKey);
            signature.update(digest.bytes());
            return signature.verify(made.bytes());
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // What is no signature at all was not made by this key.
            return false;
        }
    }
}
