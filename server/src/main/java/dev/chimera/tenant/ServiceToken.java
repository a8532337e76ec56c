package dev.chimera.tenant;

import org.jspecify.annotations.Nullable;

/**
 * The credential with which this service calls its own MCP servers. Made at random by every process, unless {@code
 * chimera.service-token} names one for processes that call each other's.
 */
public record ServiceToken(ApiKey key) {

    /**
     * Fresh, or the one that is configured.
     *
     * @throws dev.chimera.failure.ChimeraException INVALID_SERVICE_TOKEN
     */
    static ServiceToken of(@Nullable String configured) {
        return new ServiceToken(
                configured == null || configured.isBlank()
                        ? ApiKey.fresh()
                        : ApiKey.configured("chimera.service-token", "INVALID_SERVICE_TOKEN", configured));
    }
}
