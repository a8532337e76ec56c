package dev.chimera.fetch;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IP addresses as CIDR writes it, such as {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is a block of
 * one.
 */
record AddressBlock(InetAddress start, int bits) {

    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]{2,45})(?:/([0-9]{1,3}))?");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    AddressBlock {
        int width = start.getAddress().length * 8;
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException("/" + bits + " is not between /0 and /" + width);
        }
        if (!shortened(start.getAddress(), bits)) {
            throw new IllegalArgumentException(
                    start.getHostAddress() + " is not where a block of /" + bits + " starts");
        }
    }

    /** @throws IllegalArgumentException with what is wrong about it */
    static AddressBlock parse(String text) {
        Matcher cidr = CIDR.matcher(text);
        if (!cidr.matches()
                || !(text.contains(":") || DOTTED.matcher(cidr.group(1)).matches())) {
            throw new IllegalArgumentException("'" + text + "' is no block of addresses");
        }
        InetAddress start;
        try {
            start = InetAddress.ofLiteral(cidr.group(1));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + text + "' is no block of addresses");
        }
        int width = start.getAddress().length * 8;
        return new AddressBlock(start, cidr.group(2) == null ? width : Integer.parseInt(cidr.group(2)));
    }

    boolean contains(InetAddress address) {
        byte[] mine = start.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that follows the first bits is zero. */
    private static boolean shortened(byte[] address, int bits) {
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return start.getHostAddress() + "/" + bits;
    }
}
