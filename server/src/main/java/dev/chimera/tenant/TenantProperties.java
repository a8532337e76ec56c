package dev.chimera.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param home {@code chimera.home}: where a local server keeps its data; unset on a server that stands for itself
 * @param serviceToken {@code chimera.service-token}: see {@link ServiceToken}; default random
 * @param bootstrapToken {@code chimera.bootstrap-token}: the first OPERATOR's token where there is no home; unset,
 *     nobody can sign in to the tenant {@code local}
 * @param bootstrapModeratorToken {@code chimera.bootstrap-moderator-token}: the first MODERATOR's, likewise
 * @param allowedHosts {@code chimera.allowed-hosts}: names by which this server may be called over loopback besides
 *     localhost, such as a reverse proxy's; default none
 * @param allowedOrigins {@code chimera.allowed-origins}: origins, as {@code https://host:port}, whose pages may call it
 *     besides its own; default none
 */
@ConfigurationProperties("chimera")
record TenantProperties(
        @Nullable String home,
        @Nullable String serviceToken,
        @Nullable String bootstrapToken,
        @Nullable String bootstrapModeratorToken,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> allowedOrigins) {

    /** Without the tokens: this may end in a log. */
    @Override
    public String toString() {
        return "TenantProperties[home=" + home + ", allowedHosts=" + allowedHosts + ", allowedOrigins=" + allowedOrigins
                + "]";
    }
}
