package dev.chimera.tenant;

import dev.chimera.failure.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who is calling, by the bearer token, and keeps everybody else out. The API under {@code /v1} is for people;
 * an agent's key and this service's own credential open the MCP servers only.
 * What is below {@code /actuator} shows the whole installation: it is for those who run it, and for this service's own
 * credential, which a scraper may be given; only whether the server is well is told to everybody.
 */
final class BearerFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(BearerFilter.class);
    private static final String SCHEME = "Bearer ";

    static final String ACTUATOR = "/actuator";

    private static final Set<String> TOLD_TO_EVERYBODY =
            Set.of(ACTUATOR + "/health", ACTUATOR + "/health/liveness", ACTUATOR + "/health/readiness");

    private final TenantStore store;
    private final Installation installation;
    private final ServiceToken own;
    private final Optional<LocalTokens> local;
    private final Refusals refusals;

    BearerFilter(
            TenantStore store,
            Installation installation,
            ServiceToken own,
            Optional<LocalTokens> local,
            Refusals refusals) {
        this.store = store;
        this.installation = installation;
        this.own = own;
        this.local = local;
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return TOLD_TO_EVERYBODY.contains(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ApiKey key = bearer(request);
        Optional<Caller> caller;
        try {
            caller = key == null ? Optional.empty() : find(key);
        } catch (DataAccessException e) {
            LOG.warn("can't look up a caller: {}", e.getMessage());
            refusals.send(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    new Failure("POSTGRES_UNREACHABLE", "PostgreSQL does not answer", "try again in a moment"));
            return;
        }
        if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"chimera\"");
            refusals.send(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    new Failure(
                            "UNAUTHORIZED",
                            key == null ? "there is no bearer token" : "this token is not known",
                            "send Authorization: Bearer with a valid token"));
            return;
        }
        if (!(caller.get() instanceof Caller.Person) && isApi(request)) {
            refusals.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    new Failure("FORBIDDEN", "the API is for people", "an agent's key opens the MCP servers only"));
            return;
        }
        if (isActuator(request) && !mayLookInside(caller.get())) {
            refusals.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    new Failure(
                            "FORBIDDEN",
                            "this shows the whole installation",
                            "send the token of an OPERATOR of the tenant local, or chimera.service-token"));
            return;
        }
        RequestCaller.put(request, caller.get());
        chain.doFilter(request, response);
    }

    private Optional<Caller> find(ApiKey key) {
        if (key.matches(own.key())) {
            return Optional.of(new Caller.Service());
        }
        return local.flatMap(tokens -> tokens.caller(key)).or(() -> store.findCaller(key));
    }

    private boolean mayLookInside(Caller caller) {
        return caller instanceof Caller.Service
                || (caller instanceof Caller.Person person && installation.isRunBy(person));
    }

    private static boolean isActuator(HttpServletRequest request) {
        return request.getServletPath().equals(ACTUATOR)
                || request.getServletPath().startsWith(ACTUATOR + "/");
    }

    private static boolean isApi(HttpServletRequest request) {
        return request.getServletPath().startsWith("/v1/")
                || request.getServletPath().equals("/v1");
    }

    private static @Nullable ApiKey bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : new ApiKey(token);
    }
}
