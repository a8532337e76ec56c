package dev.chimera.tool;

import dev.chimera.failure.Redaction;
import dev.chimera.secret.Variables;
import dev.chimera.tenant.ServiceToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The servers that we know: our own bridges, and what {@code mcp.json} names. */
@Component
@EnableConfigurationProperties(ToolProperties.class)
public class ToolServers implements DisposableBean {

    /** The built-in server: our own bridge, in this process unless {@code chimera.twitter.url} says where. */
    public static final String TWITTER = "twitter";

    /** The built-in server for payments; {@code chimera.commerce.url} says where when it is not in this process. */
    public static final String COMMERCE = "commerce";

    /** How AgentKit's server is started, one process for each wallet; only the commerce bridge may use it. */
    static final String AGENTKIT = "agentkit";

    /** Names that {@code mcp.json} can't give to something else. */
    static final Set<String> OURS = Set.of(TWITTER, COMMERCE);

    private final Map<String, ServerConnection> connections = new LinkedHashMap<>();
    private @Nullable ServerEntry agentkit;

    ToolServers(
            ToolProperties properties,
            ServiceToken token,
            Environment environment,
            Variables variables,
            JsonMapper json) {
        Redaction.know("service token", token.key().reveal());
        Placeholders placeholders = new Placeholders(name -> known(name, variables.get(name)));
        List<ServerEntry> configured =
                properties.config() == null ? List.of() : new McpConfigFile(json).read(properties.config());
        for (ServerEntry entry : configured) {
            if (entry.name().equals(AGENTKIT)) {
                agentkit = entry;
                continue;
            }
            connections.put(
                    entry.name(),
                    new ServerConnection(entry, entry::address, placeholders, properties.connectTimeout()));
        }
        offer(TWITTER, Set.of(), Set.of("post_tweet"), token, environment, properties);
        offer(COMMERCE, Set.of("get_wallet"), Set.of("transfer"), token, environment, properties);
    }

    private void offer(
            String name,
            Set<String> read,
            Set<String> effect,
            ServiceToken token,
            Environment environment,
            ToolProperties properties) {
        // Nothing of ours is a placeholder, and the port is known only when the server listens.
        connections.put(
                name,
                new ServerConnection(
                        new ServerEntry(name, own(name, environment, token), read, effect),
                        () -> own(name, environment, token),
                        new Placeholders(variable -> "${" + variable + "}"),
                        properties.connectTimeout()));
    }

    /** What is taken from the environment is a secret, as far as we know. */
    private static @Nullable String known(String name, @Nullable String value) {
        if (value != null) {
            Redaction.know("env:" + name, value);
        }
        return value;
    }

    private static ServerEntry.Http own(String name, Environment environment, ServiceToken token) {
        String url = environment.getProperty("chimera." + name + ".url");
        if (url == null || url.isBlank()) {
            String bound = environment.getProperty("server.address", "0.0.0.0");
            String host = bound.equals("0.0.0.0") || bound.equals("::") ? "127.0.0.1" : bound;
            String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"));
            url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/mcp/" + name;
        }
        return new ServerEntry.Http(
                url, Map.of("Authorization", "Bearer " + token.key().reveal()));
    }

    /** How {@code mcp.json} says that AgentKit is started; empty where it says nothing. */
    Optional<ServerEntry> agentkit() {
        return Optional.ofNullable(agentkit);
    }

    Optional<ServerConnection> find(String name) {
        return Optional.ofNullable(connections.get(name));
    }

    @Override
    public void destroy() {
        connections.values().forEach(ServerConnection::close);
    }
}
