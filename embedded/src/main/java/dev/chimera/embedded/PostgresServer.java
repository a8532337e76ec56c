package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.embedded.EmbeddedFailure.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on 127.0.0.1 with the database {@code chimera}. Its directory keeps data, password and log; it is
 * made on the first start (about 2 s) and reused by later ones (about 0.2 s). The port is a new one at every
 * {@link #start}, and stays for the life of this object.
 *
 * <p>One thread at a time.
 */
public final class PostgresServer implements AutoCloseable {

    /** What a crash of the machine may cost. */
    public enum Durability {
        /** Nothing: what was committed is on the disk. */
        DURABLE,
        /** Everything, in exchange for speed. Only for tests that do not speak about durability. */
        THROWAWAY
    }

    private static final String USER = "chimera";
    private static final String DATABASE = "chimera";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final int PORT_ATTEMPTS = 5;
    private static final Pattern MAJOR_VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final int FIRST_WITH_LOCALES_OF_ITS_OWN = 17;
    private static final long LOG_LIMIT_BYTES = 10_000_000;

    private final Path directory;
    private final Path programs;
    private final Unprivileged unprivileged;
    private final Durability durability;
    private final String password;
    private int port;

    private PostgresServer(Path directory, Durability durability, Unprivileged unprivileged) throws IOException {
        this.directory = directory;
        this.durability = durability;
        this.unprivileged = unprivileged;
        this.programs = Binaries.postgres().resolve("bin");
        this.password = Secret.in(directory.resolve("password"));
    }

    /** Starts a durable server on a free port; see {@link #start(Path, Durability)}. */
    public static PostgresServer start(Path directory) {
        return start(directory, Durability.DURABLE);
    }

    /**
     * Starts a server on a free port, after stopping one that a killed process has left running in this directory.
     *
     * @param directory is created when missing; nobody else may use it meanwhile
     * @throws EmbeddedFailure POSTGRES_UNREACHABLE when it does not come up, with the server's own reason;
     *     HOME_UNUSABLE when the directory can't be used
     */
    public static PostgresServer start(Path directory, Durability durability) {
        try {
            return start(directory, durability, Unprivileged.detect());
        } catch (IOException e) {
            throw Home.unusable(directory, e);
        }
    }

    static PostgresServer start(Path directory, Durability durability, Unprivileged unprivileged) throws IOException {
        Path real = Files.createDirectories(directory).toRealPath();
        PostgresServer server = new PostgresServer(real, durability, unprivileged);
        server.running().ifPresent(orphan -> server.stop());
        if (!Files.exists(server.data())) {
            server.create();
        }
        server.unprivileged.give(real);
        server.launchOnFreePort();
        return server;
    }

    public int port() {
        return port;
    }

    /** The JDBC URL of the database {@code chimera}, with user and password parameters. */
    public String url() {
        return url(DATABASE);
    }

    /** The JDBC URL of a database of this server, which need not exist yet. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER + "&password=" + password;
    }

    /**
     * The postmaster's process id.
     *
     * @throws IllegalStateException when it does not run
     */
    public long pid() {
        return running()
                .orElseThrow(() -> new IllegalStateException("PostgreSQL does not run"))
                .pid();
    }

    public boolean isRunning() {
        return running().isPresent();
    }

    /** SIGKILL to the postmaster and to every backend, as if the machine had lost power. Nothing if it does not run. */
    public void kill() {
        running().ifPresent(ServerProcess::kill);
    }

    /**
     * Starts it again on the same port, after a fast shutdown if it still runs.
     *
     * @throws EmbeddedFailure POSTGRES_UNREACHABLE
     */
    public void restart() {
        stop();
        try {
            Command.Ended ended = launch();
            if (!ended.ok()) {
                throw doesNotStart(ended);
            }
        } catch (IOException e) {
            throw Home.unusable(directory, e);
        }
    }

    /** Fast shutdown: open transactions are rolled back, everything committed is on the disk. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        Optional<ServerProcess> process = running();
        if (process.isEmpty()) {
            return;
        }
        try {
            pgCtl(STOP_PATIENCE, "-D", data().toString(), "-m", "fast", "-w", "-t", seconds(STOP_PATIENCE), "stop");
        } catch (IOException e) {
            throw Home.unusable(directory, e);
        }
        // Recovery at the next start makes up for a shutdown that was not orderly.
        if (process.get().isAlive()) {
            process.get().kill();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    private Optional<ServerProcess> running() {
        return running(directory);
    }

    /** The postmaster that runs in a server's directory, whoever started it. */
    static Optional<ServerProcess> running(Path directory) {
        Path data = directory.resolve("data");
        return ServerProcess.named(data.resolve("postmaster.pid"), data);
    }

    /** Makes the cluster and its database aside, and renames it when it is complete. */
    private void create() throws IOException {
        Path aside = directory.resolve("data.new");
        Binaries.delete(aside);
        Files.createDirectory(aside);
        unprivileged.give(directory);
        Stream<String> initdb = Stream.of(
                program("initdb"),
                "--pgdata=" + aside,
                "--username=" + USER,
                "--pwfile=" + directory.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions");
        Stream<String> sync = durability == Durability.THROWAWAY ? Stream.of("--no-sync") : Stream.empty();
        Command.Ended made = Command.run(
                unprivileged.words(Stream.of(initdb, locale(), sync).flatMap(words -> words)), "", START_PATIENCE);
        if (!made.ok()) {
            throw doesNotStart(made);
        }
        Stream<String> single = Stream.of(program("postgres"), "--single", "-D", aside.toString(), "postgres");
        Command.Ended created =
                Command.run(unprivileged.words(single), "CREATE DATABASE " + DATABASE + ";\n", START_PATIENCE);
        if (!created.ok() || created.output().contains("ERROR:")) {
            throw doesNotStart(created);
        }
        Files.move(aside, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The same order and the same letter cases on every machine, whatever it has installed. */
    private Stream<String> locale() throws IOException {
        Command.Ended version = Command.run(List.of(program("postgres"), "--version"), "", START_PATIENCE);
        Matcher major = MAJOR_VERSION.matcher(version.output());
        if (!version.ok() || !major.find()) {
            throw doesNotStart(version);
        }
        return Integer.parseInt(major.group(1)) >= FIRST_WITH_LOCALES_OF_ITS_OWN
                ? Stream.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
                : Stream.of("--locale=C.UTF-8");
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    /** Between the look at a port and the server's bind somebody else may take it, so a few ports are tried. */
    private void launchOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = FreePort.find();
            Command.Ended ended = launch();
            if (ended.ok()) {
                return;
            }
            if (attempt == PORT_ATTEMPTS || !logTail().contains("could not bind")) {
                throw doesNotStart(ended);
            }
        }
    }

    private Command.Ended launch() throws IOException {
        // Nobody runs here any more (see running()), but PostgreSQL would believe a zombie, or a stranger, with that
        // pid.
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT_BYTES) {
            Files.delete(log());
        }
        Files.writeString(data().resolve("postgresql.conf"), settings(), UTF_8);
        return pgCtl(
                START_PATIENCE,
                "-D",
                data().toString(),
                "-l",
                log().toString(),
                "-w",
                "-t",
                seconds(START_PATIENCE),
                "start");
    }

    private Command.Ended pgCtl(Duration patience, String... arguments) throws IOException {
        Stream<String> words = Stream.concat(Stream.of(program("pg_ctl")), Stream.of(arguments));
        return Command.run(unprivileged.words(words), "", patience.plusSeconds(5));
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private String settings() {
        String durable = durability == Durability.DURABLE ? "on" : "off";
        return String.format(Locale.ROOT, """
                # Written by Chimera at every start. A PostgreSQL that you configure yourself: CHIMERA_POSTGRES_URL.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 200
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                # Small statements, over and over: compiling them never pays.
                jit = off
                random_page_cost = 1.1
                max_wal_size = 2GB
                # A new installation has empty statistics; it gets good ones soon instead of after a minute.
                autovacuum_naptime = 10s
                log_line_prefix = '%%m [%%p] '
                log_timezone = 'UTC'
                timezone = 'UTC'
                log_checkpoints = off
                lc_messages = 'C'
                """, port, durable, durable, durable);
    }

    private EmbeddedFailure doesNotStart(Command.Ended ended) throws IOException {
        String reason = logTail()
                .lines()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .reduce(ended.lastLine(), (previous, line) -> line);
        return new EmbeddedFailure(
                Code.POSTGRES_UNREACHABLE,
                "the embedded PostgreSQL did not start: " + reason.strip(),
                "see " + log() + ", or set CHIMERA_POSTGRES_URL to a server of your own");
    }

    /** What the log says since its last start. */
    private String logTail() throws IOException {
        if (!Files.exists(log())) {
            return "";
        }
        String text = Files.readString(log(), UTF_8);
        return text.substring(Math.max(0, text.lastIndexOf("starting PostgreSQL")));
    }
}
