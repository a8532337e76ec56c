package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.embedded.EmbeddedFailure.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A real Redis on 127.0.0.1 that keeps nothing on the disk: in Chimera, losing Redis costs latency and no work. The
 * port is a new one at every {@link #start}, and stays for the life of this object.
 *
 * <p>One thread at a time.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS = 5;

    private final Path directory;
    private final Path program;
    private final List<String> settings;
    private final String password;
    private int port;

    private RedisServer(Path directory, List<String> settings) throws IOException {
        this.directory = directory;
        this.settings = List.copyOf(settings);
        this.program = Binaries.redis().resolve("redis-server");
        this.password = Secret.in(directory.resolve("password"));
    }

    /** Starts a server on a free port; see {@link #start(Path, List)}. */
    public static RedisServer start(Path directory) {
        return start(directory, List.of());
    }

    /**
     * Starts a server on a free port, after stopping one that a killed process has left running in this directory.
     *
     * @param directory is created when missing; nobody else may use it meanwhile
     * @param settings lines for redis.conf that come after ours, such as {@code maxmemory 5mb}, {@code appendonly yes}
     * @throws EmbeddedFailure REDIS_UNREACHABLE when it does not come up, with the server's own reason; HOME_UNUSABLE
     *     when the directory can't be used
     */
    public static RedisServer start(Path directory, List<String> settings) {
        try {
            RedisServer server =
                    new RedisServer(Files.createDirectories(directory).toRealPath(), settings);
            server.running().ifPresent(orphan -> orphan.terminate(PATIENCE));
            for (int attempt = 1; ; attempt++) {
                server.port = FreePort.find();
                if (server.launch()) {
                    return server;
                }
                if (attempt == PORT_ATTEMPTS || !server.log().contains("Address already in use")) {
                    throw server.doesNotStart();
                }
            }
        } catch (IOException e) {
            throw Home.unusable(directory, e);
        }
    }

    public int port() {
        return port;
    }

    /** {@code redis://:password@127.0.0.1:port/0}. */
    public String url() {
        return url(0);
    }

    /** The URL of one of its numbered databases. */
    public String url(int database) {
        return "redis://:" + password + "@127.0.0.1:" + port + "/" + database;
    }

    /**
     * The process id.
     *
     * @throws IllegalStateException when it does not run
     */
    public long pid() {
        return running()
                .orElseThrow(() -> new IllegalStateException("Redis does not run"))
                .pid();
    }

    public boolean isRunning() {
        return running().isPresent();
    }

    /** SIGKILL. Nothing if it does not run. */
    public void kill() {
        running().ifPresent(ServerProcess::kill);
    }

    /**
     * Starts it again on the same port, empty unless the settings say otherwise, after stopping it if it still runs.
     *
     * @throws EmbeddedFailure REDIS_UNREACHABLE
     */
    public void restart() {
        close();
        try {
            if (!launch()) {
                throw doesNotStart();
            }
        } catch (IOException e) {
            throw Home.unusable(directory, e);
        }
    }

    /** SIGTERM, on which Redis saves what its settings say (nothing, by default) and ends. */
    @Override
    public void close() {
        running().ifPresent(process -> process.terminate(PATIENCE));
    }

    private Optional<ServerProcess> running() {
        return running(directory);
    }

    /** The server that runs in a directory, whoever started it. */
    static Optional<ServerProcess> running(Path directory) {
        return ServerProcess.named(directory.resolve("redis.pid"), directory.resolve("redis.conf"));
    }

    /** True when it answers; false when it went away again, which its log explains. */
    private boolean launch() throws IOException {
        Files.deleteIfExists(pidFile());
        Files.deleteIfExists(logFile());
        Secret.write(configuration(), redisConf());
        Command.Ended ended =
                Command.run(List.of(program.toString(), configuration().toString()), "", PATIENCE);
        if (!ended.ok()) {
            Files.writeString(logFile(), ended.output(), UTF_8);
            return false;
        }
        // It writes its pid file after it has bound its port, and a log that ends with a warning when it could not.
        ServerProcess.await(PATIENCE, () -> gaveUp() || (isRunning() && answers()));
        return isRunning() && answers();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(UTF_8));
            byte[] expected = "+OK\r\n+PONG\r\n".getBytes(UTF_8);
            return new String(socket.getInputStream().readNBytes(expected.length), UTF_8).endsWith("+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    private boolean gaveUp() {
        try {
            return log().contains("# Failed listening on port");
        } catch (IOException e) {
            return true;
        }
    }

    private String redisConf() {
        String ours = String.format(
                Locale.ROOT, """
                # Written by Chimera at every start. A Redis that you configure yourself: CHIMERA_REDIS_URL.
                bind 127.0.0.1
                port %d
                requirepass %s
                # Detached, so that Ctrl-C in a terminal reaches only the Chimera process.
                daemonize yes
                set-proc-title no
                pidfile %s
                logfile %s
                dir %s
                databases 1024
                save ""
                appendonly no
                # A stream entry must never vanish silently.
                maxmemory-policy noeviction
                """, port, password, quoted(pidFile()), quoted(logFile()), quoted(directory));
        return ours + String.join("\n", settings) + "\n";
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private EmbeddedFailure doesNotStart() throws IOException {
        String reason = log().lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce("no answer within " + PATIENCE.toSeconds() + " s", (previous, line) -> line);
        return new EmbeddedFailure(
                Code.REDIS_UNREACHABLE,
                "the embedded Redis did not start: " + reason,
                "see " + logFile() + ", or set CHIMERA_REDIS_URL to a server of your own");
    }

    private String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile(), UTF_8) : "";
    }

    private Path pidFile() {
        return directory.resolve("redis.pid");
    }

    private Path logFile() {
        return directory.resolve("redis.log");
    }

    private Path configuration() {
        return directory.resolve("redis.conf");
    }
}
