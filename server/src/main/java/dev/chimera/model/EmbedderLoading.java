package dev.chimera.model;

import java.util.Arrays;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Loads the embedding model while PostgreSQL, Redis and the application start, where the roles say that it will be
 * needed: the first post would wait a second for it otherwise.
 */
public final class EmbedderLoading implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final Set<String> EMBEDDING_ROLES = Set.of("worker", "judge");

    /** Before the listener in which the embedded servers are started, and waited for. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        String roles = event.getEnvironment().getProperty("chimera.roles", "worker");
        if (Arrays.stream(roles.split(",")).map(String::strip).anyMatch(EMBEDDING_ROLES::contains)) {
            Thread.ofPlatform().daemon().name("embedder-loading").start(MiniLmEmbedder::load);
        }
    }
}
