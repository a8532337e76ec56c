package dev.chimera.broker;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * One shared asynchronous connection, and a dedicated one for each blocking reader. Lettuce reconnects by itself;
 * commands fail at once while the connection is away, so that nobody waits in an unbounded queue.
 */
@Component
class RedisConnections implements DisposableBean {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> shared;

    RedisConnections(@Value("${chimera.redis.url}") String url) {
        this.client = RedisClient.create(url);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(3))
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .build());
        this.shared = client.connect();
    }

    StatefulRedisConnection<String, String> shared() {
        return shared;
    }

    StatefulRedisConnection<String, String> dedicated() {
        return client.connect();
    }

    @Override
    public void destroy() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
