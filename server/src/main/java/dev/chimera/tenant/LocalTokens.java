package dev.chimera.tenant;

/**
 * Tokens of the two people of the tenant {@code local}, fresh at every start of a server that keeps its data in {@code
 * chimera.home}. Another server started over the same database later makes its own, and these stop working.
 */
public record LocalTokens(ApiKey operatorToken, ApiKey moderatorToken) {}
