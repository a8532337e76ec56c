package dev.chimera.api;

import dev.chimera.tenant.LocalTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code server.json} in the home: where the command line finds a running server, and the tokens to talk to it. Readable
 * by its owner only; written when the server is ready, removed when it stops. Also ends the server with the process that
 * started it, where it was started by one ({@code chimera.parent-pid}).
 */
@Component
class ServerFile {

    private static final Logger LOG = LoggerFactory.getLogger(ServerFile.class);

    private final Environment environment;
    private final Optional<LocalTokens> tokens;
    private @Nullable Path written;

    ServerFile(Environment environment, Optional<LocalTokens> tokens) {
        this.environment = environment;
        this.tokens = tokens;
    }

    @EventListener
    void onReady(ApplicationReadyEvent event) {
        String port = environment.getProperty("local.server.port", "0");
        LOG.info("ready on {}", url(port));
        followParent();
        String home = environment.getProperty("chimera.home");
        if (home != null
                && tokens.isPresent()
                && event.getApplicationContext() instanceof WebServerApplicationContext) {
            written = write(Path.of(home), contents(home, port, tokens.get()));
        }
    }

    private static String url(String port) {
        return "http://127.0.0.1:" + port;
    }

    private ObjectNode contents(String home, String port, LocalTokens local) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("pid", ProcessHandle.current().pid())
                .put("http_url", url(port))
                .put("postgres_url", environment.getProperty("chimera.postgres.url"))
                .put("redis_url", environment.getProperty("chimera.redis.url"))
                .put("home", home)
                .put("operator_token", local.operatorToken().reveal())
                .put("moderator_token", local.moderatorToken().reveal());
    }

    private static Path write(Path home, ObjectNode contents) {
        try {
            Files.createDirectories(home);
            Path file = home.resolve("server.json");
            Path fresh = Files.createTempFile(
                    home,
                    "server",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, JsonMapper.shared().writeValueAsString(contents));
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("server.json can't be written", e);
        }
    }

    private void followParent() {
        Long parent = environment.getProperty("chimera.parent-pid", Long.class);
        if (parent != null) {
            ProcessHandle.of(parent)
                    .ifPresentOrElse(
                            process -> process.onExit()
                                    .thenRun(() -> System.exit(0))
                                    .exceptionally(thrown -> null),
                            () -> System.exit(0));
        }
    }

    @EventListener
    void onClose(ContextClosedEvent event) throws IOException {
        Path file = written;
        if (file != null) {
            written = null;
            Files.deleteIfExists(file);
        }
    }
}
