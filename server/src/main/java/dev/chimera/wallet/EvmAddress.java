package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/**
 * An account or a contract on an EVM chain, in the checksummed form of EIP-55.
 *
 * @param value {@code 0x} and 40 hexadecimal digits, with the checksum in their case
 */
public record EvmAddress(String value) {

    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final String NOBODY = "0".repeat(40);

    public EvmAddress {
        if (!value.equals(checksummed(value.substring(2)))) {
            throw new IllegalArgumentException("not a checksummed address");
        }
    }

    /**
     * Reads an address. Written in one case it has no checksum, and is taken; in mixed case the checksum has to be right,
     * because then somebody meant to be protected by it.
     *
     * @throws ChimeraException INVALID_ADDRESS
     */
    public static EvmAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw invalid("an address is 0x and 40 hexadecimal digits, which '" + excerpt(text) + "' is not");
        }
        String digits = text.substring(2);
        String checksummed = checksummed(digits);
        boolean oneCase =
                digits.equals(digits.toLowerCase(Locale.ROOT)) || digits.equals(digits.toUpperCase(Locale.ROOT));
        if (!oneCase && !text.equals(checksummed)) {
            throw invalid("the checksum of the address " + text + " is wrong: a digit or its case was changed");
        }
        if (digits.equals(NOBODY)) {
            throw invalid("nobody has the address " + text + ": what is sent there is lost");
        }
        return new EvmAddress(checksummed);
    }

    /** EIP-55: a letter is upper case where the digit of the hash of the lower-case address is 8 or more. */
    private static String checksummed(String digits) {
        String lower = digits.toLowerCase(Locale.ROOT);
        byte[] hash = new Keccak.Digest256().digest(lower.getBytes(StandardCharsets.US_ASCII));
        String hashed = HexFormat.of().formatHex(hash);
        StringBuilder mixed = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            char digit = lower.charAt(i);
            mixed.append(Character.digit(hashed.charAt(i), 16) >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return mixed.toString();
    }

    private static String excerpt(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 50 ? line.substring(0, 50) + "…" : line;
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput("INVALID_ADDRESS", message, "copy the whole address from where it is shown");
    }

    @Override
    public String toString() {
        return value;
    }
}
