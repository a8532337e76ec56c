package dev.chimera.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses are not on the public internet. IPv4 is public but for what IANA's registry of special-purpose
 * addresses keeps for something else; IPv6 is public only where IANA has given addresses out.
 *
 * @param allowed what may be reached all the same
 */
record PrivateNetworks(List<AddressBlock> allowed) {

    private static final List<AddressBlock> KEPT_IPV4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10", // shared by providers and clouds; a cloud's metadata are at 100.100.100.200
            "127.0.0.0/8",
            "168.63.129.16", // public by its number, and a cloud's door to its own machines
            "169.254.0.0/16", // link-local; most clouds' metadata are at 169.254.169.254
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final AddressBlock GIVEN_OUT_IPV6 = AddressBlock.parse("2000::/3");
    private static final List<AddressBlock> KEPT_IPV6 = blocks(
            "2001::/23", // protocols' own, with Teredo, which hides an IPv4 address
            "2001:db8::/32",
            "3fff::/20");

    /** An IPv4 address stands in the last four bytes, and a translator on the way (NAT64) sends there. */
    private static final AddressBlock TRANSLATED = AddressBlock.parse("64:ff9b::/96");

    /** An IPv4 address follows, and a relay on the way sends there. */
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");

    private static List<AddressBlock> blocks(String... texts) {
        return Arrays.stream(texts).map(AddressBlock::parse).toList();
    }

    /** Whether a connection to it may be made. */
    boolean mayBeReached(InetAddress address) {
        Optional<InetAddress> inside = inside(address);
        boolean wanted = Stream.concat(Stream.of(address), inside.stream())
                .anyMatch(each -> allowed.stream().anyMatch(block -> block.contains(each)));
        return wanted || (inside.isPresent() ? isPublic(inside.get()) : isPublic(address));
    }

    private static boolean isPublic(InetAddress address) {
        if (address.getAddress().length == 4) {
            return KEPT_IPV4.stream().noneMatch(block -> block.contains(address));
        }
        return GIVEN_OUT_IPV6.contains(address) && KEPT_IPV6.stream().noneMatch(block -> block.contains(address));
    }

    /** The IPv4 address that an IPv6 address carries. The JDK itself turns ::ffff:a.b.c.d into an IPv4 address. */
    private static Optional<InetAddress> inside(InetAddress address) {
        if (TRANSLATED.contains(address)) {
            return Optional.of(version4(address, 12));
        }
        return SIX_TO_FOUR.contains(address) ? Optional.of(version4(address, 2)) : Optional.empty();
    }

    private static InetAddress version4(InetAddress address, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
