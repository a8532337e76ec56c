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

/** The servers that we know: our own twitter bridge, and what {@code mcp.json} names. */
@Component
@EnableConfigurationProperties(ToolProperties.class)
public class ToolServers implements DisposableBean {

    /** The built-in server: our own bridge, in this process unless {@code chimera.twitter.url} says where. */
    public static final String TWITTER = "twitter";

    private static final String TWITTER_PATH = "/mcp/twitter";

    private final Map<String, ServerConnection> connections = new LinkedHashMap<>();

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
            connections.put(
                    entry.name(),
                    new ServerConnection(entry, entry::address, placeholders, properties.connectTimeout()));
        }
        ServerEntry twitter = new ServerEntry(TWITTER, twitter(environment, token), Set.of(), Set.of("post_tweet"));
        // Nothing of ours is a placeholder, and the port is known only when the server listens.
        connections.put(
                TWITTER,
                new ServerConnection(
                        twitter,
                        () -> twitter(environment, token),
                        new Placeholders(name -> "${" + name + "}"),
                        properties.connectTimeout()));
    }

    /** What is taken from the environment is a secret, as far as we know. */
    private static @Nullable String known(String name, @Nullable String value) {
        if (value != null) {
            Redaction.know("env:" + name, value);
        }
        return value;
    }

    private static ServerEntry.Http twitter(Environment environment, ServiceToken token) {
        String url = environment.getProperty("chimera.twitter.url");
        if (url == null || url.isBlank()) {
            String bound = environment.getProperty("server.address", "0.0.0.0");
            String host = bound.equals("0.0.0.0") || bound.equals("::") ? "127.0.0.1" : bound;
            String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"));
            url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + TWITTER_PATH;
        }
        return new ServerEntry.Http(
                url, Map.of("Authorization", "Bearer " + token.key().reveal()));
    }

    Optional<ServerConnection> find(String name) {
        return Optional.ofNullable(connections.get(name));
    }

    @Override
    public void destroy() {
        connections.values().forEach(ServerConnection::close);
    }
}
