package dev.chimera.tool;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How MCP servers are found and reached.
 *
 * @param config {@code chimera.tool.config}: an {@code mcp.json}; default none
 * @param connectTimeout {@code chimera.tool.connect-timeout}: how long a server may take to accept a connection and to
 *     introduce itself; default 10 s
 * @param walletConnectTimeout {@code chimera.tool.wallet-connect-timeout}: the same for AgentKit, whose process loads much
 *     before it answers; default 30 s
 */
@ConfigurationProperties("chimera.tool")
record ToolProperties(
        @Nullable Path config,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("30s") Duration walletConnectTimeout) {}
