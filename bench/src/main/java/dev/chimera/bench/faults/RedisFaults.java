package dev.chimera.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.embedded.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** What goes wrong with Redis. */
final class RedisFaults {

    private static final int PATIENCE_MS = 5_000;

    private RedisFaults() {}

    /** Everything in it is gone: streams, groups, pending lists. */
    static void flushAll(RedisServer redis) throws IOException {
        String password = URI.create(redis.url()).getUserInfo().substring(1);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), redis.port()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(("AUTH " + password + "\r\nFLUSHALL\r\n").getBytes(UTF_8));
            byte[] expected = "+OK\r\n+OK\r\n".getBytes(UTF_8);
            String answer = new String(socket.getInputStream().readNBytes(expected.length), UTF_8);
            if (!answer.equals("+OK\r\n+OK\r\n")) {
                throw new IOException("FLUSHALL was answered with " + answer);
            }
        }
    }

    /** SIGKILL, and an empty Redis on the same port. */
    static void crash(RedisServer redis) {
        redis.kill();
        redis.restart();
    }
}
