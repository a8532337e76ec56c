package dev.chimera.testing;

import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/**
 * A key and its address, reckoned here, so that what AgentKit says of a key is compared with something.
 *
 * @param key {@code 0x} and 64 hexadecimal digits
 */
public record TestAccount(String key, EvmAddress address) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static TestAccount fresh() {
        var curve = CustomNamedCurves.getByName("secp256k1");
        BigInteger secret = new BigInteger(255, RANDOM)
                .mod(curve.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        byte[] point = curve.getG().multiply(secret).normalize().getEncoded(false);
        byte[] hash = new Keccak.Digest256().digest(java.util.Arrays.copyOfRange(point, 1, point.length));
        String digits = secret.toString(16);
        return new TestAccount(
                "0x" + "0".repeat(64 - digits.length()) + digits,
                EvmAddress.parse("0x" + HexFormat.of().formatHex(hash, 12, 32)));
    }
}
