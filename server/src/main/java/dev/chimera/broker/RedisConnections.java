package dev.chimera.broker;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * One shared asynchronous connection, and a dedicated one for each blocking reader. Lettuce reconnects by itself where a
 * connection breaks; commands fail at once while it is away, so that nobody waits in an unbounded queue.
 *
 * <p>A connection that is half open takes commands and answers none, and TCP may not notice for a quarter of an hour. The
 * shared one is asked for its pulse, and replaced when it has none; a reader gives its own up when an answer is overdue.
 */
@Component
class RedisConnections implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnections.class);
    private static final int MISSED_BEATS = 2;

    private final RedisClient client;
    private final RedisProperties properties;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile StatefulRedisConnection<String, String> shared;

    RedisConnections(RedisProperties properties) {
        this.properties = properties;
        this.client = bounded(properties.url(), properties.connectTimeout(), properties.commandTimeout());
        this.shared = client.connect();
        Thread.ofVirtual().name("redis-pulse").start(this::watch);
    }

    /**
     * A client that waits for nothing longer than this. Keep-alive notices a peer that is gone while nothing is asked.
     *
     * @throws IllegalArgumentException when the URL is none
     */
    static RedisClient bounded(String url, Duration connect, Duration command) {
        RedisURI address = RedisURI.create(url);
        address.setTimeout(command);
        RedisClient client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(connect)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(10))
                                .interval(Duration.ofSeconds(5))
                                .count(3)
                                .build())
                        .build())
                .timeoutOptions(TimeoutOptions.enabled())
                .build());
        return client;
    }

    /** Not to be kept: another one may be in its place the next time. */
    StatefulRedisConnection<String, String> shared() {
        return shared;
    }

    /** @param block how long its reads may wait for something to read */
    StatefulRedisConnection<String, String> dedicated(Duration block) {
        StatefulRedisConnection<String, String> fresh = client.connect();
        fresh.setTimeout(block.plus(properties.commandTimeout()));
        return fresh;
    }

    private void watch() {
        int missed = 0;
        try {
            while (!stopped.await(properties.pulse().toMillis(), TimeUnit.MILLISECONDS)) {
                missed = isAlive(shared) ? 0 : missed + 1;
                if (missed >= MISSED_BEATS && replaced()) {
                    missed = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAlive(StatefulRedisConnection<String, String> connection) throws InterruptedException {
        try {
            connection.async().ping().get(properties.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | RedisException e) {
            return false;
        }
    }

    /** Only when there is a Redis to connect to, and the old one did not come back by itself meanwhile. */
    private boolean replaced() throws InterruptedException {
        try {
            StatefulRedisConnection<String, String> fresh = client.connect();
            StatefulRedisConnection<String, String> old = shared;
            if (isAlive(old)) {
                CompletableFuture<Void> _ = fresh.closeAsync();
                return true;
            }
            LOG.info("the connection to Redis answers no more: another one is in its place");
            shared = fresh;
            CompletableFuture<Void> _ = old.closeAsync();
            return true;
        } catch (RedisException e) {
            LOG.debug("Redis is away: {}", e.toString());
            return false;
        }
    }

    @Override
    public void destroy() {
        stopped.countDown();
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
