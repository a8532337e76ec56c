package dev.chimera.tenant;

/**
 * The credential with which this service calls its own MCP servers. Made at random by every process, unless {@code
 * chimera.service-token} names one for processes that call each other's.
 */
public record ServiceToken(ApiKey key) {}
