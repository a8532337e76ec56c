package dev.chimera.tool;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One MCP server, connected by the first use, and again by the first use after it went away. Safe for many threads. */
final class ServerConnection implements AutoCloseable {

    /** Longer than any call waits: a call's own timeout is what ends it. */
    private static final Duration NEVER = Duration.ofHours(1);

    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    private final ServerEntry entry;
    private final Supplier<ServerEntry.Address> address;
    private final Placeholders placeholders;
    private final Duration connectTimeout;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable ServerClient current;

    /** @param address where the server is by now, asked whenever a connection is made */
    ServerConnection(
            ServerEntry entry,
            Supplier<ServerEntry.Address> address,
            Placeholders placeholders,
            Duration connectTimeout) {
        this.entry = entry;
        this.address = address;
        this.placeholders = placeholders;
        this.connectTimeout = connectTimeout;
    }

    ServerEntry entry() {
        return entry;
    }

    /** The connected client. Whatever is thrown here was thrown before a tool was called. */
    ServerClient client() {
        ServerClient known = current;
        if (known != null) {
            return known;
        }
        connecting.lock();
        try {
            known = current;
            if (known == null) {
                known = connect();
                current = known;
            }
            return known;
        } finally {
            connecting.unlock();
        }
    }

    private ServerClient connect() {
        McpClientTransport transport = transport(address.get());
        McpAsyncClient mcp = McpClient.async(transport)
                .clientInfo(McpSchema.Implementation.builder("chimera", "1").build())
                .requestTimeout(NEVER)
                .initializationTimeout(connectTimeout)
                .build();
        ServerClient fresh =
                new ServerClient(mcp, transport instanceof ChildProcess process ? process.end() : Mono.never());
        try {
            fresh.ask(McpAsyncClient::initialize, connectTimeout);
            return fresh;
        } catch (RuntimeException e) {
            close(fresh);
            throw e;
        }
    }

    private McpClientTransport transport(ServerEntry.Address where) {
        return switch (where) {
            case ServerEntry.Http http -> http(http);
            case ServerEntry.Stdio stdio -> {
                Map<String, String> env = new LinkedHashMap<>();
                stdio.env().forEach((name, value) -> env.put(name, placeholders.fill(value)));
                yield new ChildProcess(ServerParameters.builder(program(placeholders.fill(stdio.command())))
                        .args(stdio.args().stream().map(placeholders::fill).toList())
                        .env(env)
                        .build());
            }
        };
    }

    /**
     * The program, if there is one. The SDK would find out too, but only after the whole timeout, and its log would show
     * the arguments, secrets included.
     */
    private static String program(String command) {
        List<Path> places = command.contains(File.separator)
                ? List.of(Path.of(command))
                : Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator))
                        .map(directory -> Path.of(directory, command))
                        .toList();
        if (places.stream().noneMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place))) {
            throw new IllegalStateException("there is no program " + command);
        }
        return command;
    }

    private McpClientTransport http(ServerEntry.Http http) {
        URI url = URI.create(placeholders.fill(http.url()));
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        HttpRequest.Builder request = HttpRequest.newBuilder();
        http.headers().forEach((name, value) -> request.setHeader(name, placeholders.fill(value)));
        return HttpClientStreamableHttpTransport.builder(url.toString())
                .endpoint(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .connectTimeout(connectTimeout)
                .requestBuilder(request)
                .build();
    }

    /** After a failure that may mean that the other side is gone. A child process is replaced; HTTP connects by itself. */
    void suspect() {
        if (entry.address() instanceof ServerEntry.Stdio) {
            close();
        }
    }

    @Override
    public void close() {
        ServerClient known = current;
        current = null;
        if (known != null) {
            close(known);
        }
    }

    private void close(ServerClient client) {
        try {
            client.mcp().closeGracefully().block(CLOSING);
        } catch (RuntimeException e) {
            LOG.debug("{} did not close in time", entry.name(), e);
        }
    }
}
