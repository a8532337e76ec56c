/**
 * The one way to an address that somebody names: sources, media, webhooks.
 *
 * <pre>
 *   location --WebAddress--> http(s), a host, no password
 *      |
 *   Fetcher --look the name up once--> every answer is checked (PrivateNetworks) --> the socket connects to what was checked
 *      |                                    |
 *      |                              CHIMERA_ALLOW_PRIVATE names what may be reached all the same
 *      +--redirect--> the same again, at most five times
 * </pre>
 *
 * <p>Whoever may name an address must not be able to look around behind the server: loopback, private, link-local,
 * shared, multicast and reserved networks, the addresses at which clouds give credentials away, and IPv6 forms that
 * carry one of them are refused with {@code ADDRESS_REFUSED}, before anything is sent. The name is looked up once per
 * request, so a name server that answers differently the second time gains nothing. No proxy is used, because a proxy
 * would do the looking up.
 *
 * <p>Every fetch is bounded in redirects, in the size of headers and in time; how much of the body is read is the
 * reader's to bound. What goes wrong is a {@link dev.chimera.fetch.FetchException} with a stable code: {@code
 * ADDRESS_INVALID}, {@code ADDRESS_REFUSED}, {@code ADDRESS_UNREACHABLE}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.chimera.fetch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
