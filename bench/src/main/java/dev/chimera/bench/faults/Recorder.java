package dev.chimera.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The outside world, in its own process: takes every tweet that reaches it, the same one twice, too, and writes it down
 * before it answers. It refuses nothing: it is not here to help.
 *
 * <p>Arguments: the ledger's file, and the file to write the port into. Ends when its standard input does.
 */
final class Recorder {

    /** Before and after writing down, so that a kill meets a call on its way as well as an answer on its way. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private final FileChannel file;
    private final InstantSource clock = InstantSource.system();
    private final List<LedgerEntry> entries = new ArrayList<>();

    private Recorder(FileChannel file) {
        this.file = file;
    }

    /** What a caller sends. */
    record Tweet(UUID tenantId, UUID agentId, UUID effectId, String text) {}

    public static void main(String[] args) throws IOException {
        FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Recorder recorder = new Recorder(file);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tweets", recorder::answer);
        server.start();
        Path port = Path.of(args[1]);
        Path aside = port.resolveSibling(port.getFileName() + ".new");
        Files.writeString(aside, Integer.toString(server.getAddress().getPort()));
        Files.move(aside, port, StandardCopyOption.ATOMIC_MOVE);
        // The harness holds the other end, so this ends with it, however it ends.
        while (System.in.read() >= 0) {
            // Nothing is ever written.
        }
        System.exit(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                Tweet tweet = Ledger.JSON.readValue(exchange.getRequestBody().readAllBytes(), Tweet.class);
                pause();
                LedgerEntry entry = append(tweet);
                pause();
                send(exchange, 201, Ledger.JSON.writeValueAsBytes(entry));
            } else {
                UUID agent = UUID.fromString(exchange.getRequestURI().getQuery().replace("agent=", ""));
                send(exchange, 200, Ledger.JSON.writeValueAsBytes(newest(agent)));
            }
        }
    }

    private synchronized LedgerEntry append(Tweet tweet) throws IOException {
        LedgerEntry entry = new LedgerEntry(
                "t" + (entries.size() + 1),
                tweet.tenantId(),
                tweet.agentId(),
                tweet.effectId(),
                tweet.text(),
                clock.instant());
        ByteBuffer line = ByteBuffer.wrap((Ledger.JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8));
        while (line.hasRemaining()) {
            file.write(line);
        }
        file.force(false);
        entries.add(entry);
        return entry;
    }

    private synchronized List<LedgerEntry> newest(UUID agent) {
        List<LedgerEntry> own = new ArrayList<>(
                entries.stream().filter(entry -> entry.agentId().equals(agent)).toList());
        Collections.reverse(own);
        return own;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
    }
}
