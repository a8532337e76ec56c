package dev.chimera.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a host; {@link InetAddress#getAllByName} but for a test. */
interface Names {

    InetAddress[] of(String host) throws UnknownHostException;
}
