package dev.chimera.model;

import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Before the listener in which the embedded servers are started, and waited for. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        String roles = event.getEnvironment().getProperty("chimera.roles", "worker");
        if (Arrays.stream(roles.split(",")).map(String::strip).anyMatch(EMBEDDING_ROLES::contains)) {
            Thread loading =
                    Thread.ofPlatform().daemon().name("embedder-loading").start(MiniLmEmbedder::load);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> letEnd(loading), "embedder-loaded"));
        }
    }

    /** A process that exits while its native library is being loaded crashes instead. */
    private static void letEnd(Thread loading) {
        try {
            loading.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
