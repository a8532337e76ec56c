package dev.chimera.tenant;

import dev.chimera.failure.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps a web page of somebody else from talking to this server through its reader's browser (MCP specification,
 * transports, security warning). A page that names its origin must be one of ours; and over loopback the server answers
 * to a loopback name only, because a name under foreign control can be made to point to 127.0.0.1 (DNS rebinding).
 */
final class SameOriginFilter extends OncePerRequestFilter {

    private final Set<String> hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> origins = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Refusals refusals;

    SameOriginFilter(TenantProperties properties, Refusals refusals) {
        hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
        hosts.addAll(properties.allowedHosts());
        origins.addAll(properties.allowedOrigins());
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (isLoopback(request) && (host == null || !hosts.contains(withoutPort(host)))) {
            refusals.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    new Failure(
                            "FOREIGN_HOST",
                            "this server does not go by that name",
                            "call it localhost, or add the name to chimera.allowed-hosts"));
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !origins.contains(origin) && !isOwn(origin, host)) {
            refusals.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    new Failure(
                            "FOREIGN_ORIGIN",
                            "pages of that origin may not call this server",
                            "add the origin to chimera.allowed-origins"));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isLoopback(HttpServletRequest request) throws IOException {
        // An address literal: nothing is looked up.
        return InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme) && host.equalsIgnoreCase(uri.getRawAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
