package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenant {@code local} with its OPERATOR and its MODERATOR, which every installation has. Several processes may make
 * it at the same time.
 */
final class LocalTenant {

    static final String NAME = "local";
    static final String OPERATOR = "operator@localhost";
    static final String MODERATOR = "moderator@localhost";

    private static final Logger LOG = LoggerFactory.getLogger(LocalTenant.class);

    private LocalTenant() {}

    /** For a server with a home: its people get fresh tokens, which open this process only. */
    static LocalTokens ensureWithFreshTokens(TenantStore store) {
        TenantId tenant = ensure(store, null, null);
        return new LocalTokens(
                ApiKey.fresh(), store.person(tenant, OPERATOR), ApiKey.fresh(), store.person(tenant, MODERATOR));
    }

    /** For a server without a home: its people have the tokens that are configured, or those they had. */
    static void ensureWithConfiguredTokens(TenantStore store, TenantProperties properties) {
        ApiKey operator = configured("chimera.bootstrap-token", properties.bootstrapToken());
        ApiKey moderator = configured("chimera.bootstrap-moderator-token", properties.bootstrapModeratorToken());
        if (operator == null) {
            LOG.info("no chimera.bootstrap-token: the people of the tenant {} keep the tokens that they had", NAME);
        }
        if (operator != null && moderator != null && operator.matches(moderator)) {
            throw ChimeraException.badInput(
                    "INVALID_BOOTSTRAP_TOKEN",
                    "chimera.bootstrap-token and chimera.bootstrap-moderator-token are the same",
                    "give the two people different tokens, or one person could approve its own proposal");
        }
        ensure(store, operator, moderator);
    }

    private static TenantId ensure(TenantStore store, @Nullable ApiKey operator, @Nullable ApiKey moderator) {
        // Nobody ever sees this tenant's own key: its people sign in as themselves.
        TenantId tenant = store.ensureTenant(NAME, ApiKey.fresh());
        store.ensureUser(tenant, OPERATOR, Role.OPERATOR, operator);
        store.ensureUser(tenant, MODERATOR, Role.MODERATOR, moderator);
        return tenant;
    }

    private static @Nullable ApiKey configured(String property, @Nullable String token) {
        if (token == null || token.isBlank()) {
            return null;
        }
        return ApiKey.configured(property, "INVALID_BOOTSTRAP_TOKEN", token);
    }
}
