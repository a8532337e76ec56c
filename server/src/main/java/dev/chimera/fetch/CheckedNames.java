package dev.chimera.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up for the client, which connects to what it gets from here and looks up nothing itself. One address that
 * may not be reached spoils the name: a name server that mixes them is not a mistake.
 */
final class CheckedNames implements DnsResolver {

    /** Thrown where the client asks for addresses; the client passes it on as it is. */
    static final class RefusedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedException(String host) {
            super(host);
        }
    }

    private final Names names;
    private final PrivateNetworks networks;

    CheckedNames(Names names, PrivateNetworks networks) {
        this.names = names;
        this.networks = networks;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.of(host);
        for (InetAddress address : found) {
            if (!networks.mayBeReached(address)) {
                throw new RefusedException(host);
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
