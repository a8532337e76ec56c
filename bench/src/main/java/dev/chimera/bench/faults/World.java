package dev.chimera.bench.faults;

import dev.chimera.embedded.PostgresServer;
import dev.chimera.embedded.RedisServer;
import dev.chimera.tenant.ApiKey;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PostgreSQL, Redis and the outside world, in a throw-away folder, and the way to start servers over them. */
final class World implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private final Path folder;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final Process recorder;
    private final URI recorderAddress;
    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final ApiKey serviceToken = ApiKey.fresh();
    private final List<ServerProcess> started = new ArrayList<>();
    private List<String> fastStart = List.of();
    private ServerSettings everyServer = ServerSettings.PLAIN;
    private boolean ended;

    private World(Path folder, PostgresServer postgres, RedisServer redis, Process recorder, URI recorderAddress) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.recorder = recorder;
        this.recorderAddress = recorderAddress;
        this.dataSource = new DriverManagerDataSource(postgres.url());
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** Everything but servers. */
    static World create(PostgresServer.Durability durability) throws Exception {
        Path folder = Files.createTempDirectory("chimera-faults");
        PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"), durability);
        RedisServer redis = RedisServer.start(folder.resolve("redis"));
        Path portFile = folder.resolve("recorder.port");
        List<String> command = java(List.of("-Xmx96m"));
        command.addAll(
                List.of(Recorder.class.getName(), folder.resolve("ledger.jsonl").toString(), portFile.toString()));
        Process recorder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("recorder.log").toFile())
                .start();
        if (!Patience.await(START, () -> Files.exists(portFile))) {
            throw new IllegalStateException(
                    "the recorder did not start: " + Files.readString(folder.resolve("recorder.log")));
        }
        URI address = URI.create("http://127.0.0.1:" + Files.readString(portFile) + "/tweets");
        return new World(folder, postgres, redis, recorder, address);
    }

    private static List<String> java(List<String> flags) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        words.addAll(flags);
        words.add("-cp");
        words.add(classPath());
        return words;
    }

    /** With whole paths, whatever folder this was started in. */
    private static String classPath() {
        Stream<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath());
        String packaged = System.getProperty("chimera.bench.jar");
        if (packaged != null && !Files.exists(Path.of(packaged).resolveSibling("lib"))) {
            // A build sets it once it has packaged what servers need of this module: an AOT cache can't be made of
            // folders.
            Path jar = Path.of(packaged);
            Path folders = Objects.requireNonNull(jar.getParent(), "a whole path");
            entries = Stream.concat(Stream.of(jar), entries.filter(entry -> !folders.equals(entry.getParent())));
        }
        return String.join(File.pathSeparator, entries.map(Path::toString).toList());
    }

    /**
     * Lets servers start fast from now on; worth it where some starts follow.
     *
     * @return whether they do
     */
    boolean train() throws Exception {
        FastStart fast = FastStart.of(flag -> {
            ServerProcess training =
                    launch("training", new ServerSettings(List.of(flag), List.of("--chimera.faults.training=true")));
            Patience.await(START, () -> !training.isAlive());
            training.kill();
        });
        fastStart = fast.flags();
        return fast.isThere();
    }

    /** What every server that is started from now on gets before its own settings. */
    void giveEveryServer(ServerSettings settings) {
        everyServer = settings;
    }

    /** Starts a server; it is not ready yet. */
    ServerProcess launch(String name, ServerSettings settings) throws IOException {
        Path portFile = folder.resolve(name + ".port");
        List<String> flags = new ArrayList<>(everyServer.jvm());
        flags.addAll(settings.jvm());
        List<String> command = java(flags);
        command.add(1, "-Xmx160m");
        command.addAll(1, fastStart);
        command.add(FaultServer.class.getName());
        command.addAll(arguments(portFile, everyServer.spring(), settings.spring()));
        Map<String, String> environment = new HashMap<>(everyServer.environment());
        environment.putAll(settings.environment());
        ServerProcess server = ServerProcess.start(name, command, environment, portFile, log(name));
        started.add(server);
        return server;
    }

    /** Of several with one name the last counts: Spring would make a list of them. */
    private List<String> arguments(Path portFile, List<String> everyServers, List<String> itsOwn) {
        Map<String, String> byName = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "--chimera.embedded=false",
                                "--chimera.postgres.url=" + postgres.url(),
                                "--chimera.redis.url=" + redis.url(),
                                "--chimera.secret.allow=*=*",
                                "--chimera.service-token=" + serviceToken.reveal(),
                                "--chimera.faults.recorder=" + recorderAddress,
                                "--chimera.faults.port-file=" + portFile,
                                "--server.port=0",
                                "--chimera.twitter.cooldown=0s",
                                "--chimera.effect.cooldown=0s",
                                "--chimera.effect.timeout=2s",
                                "--chimera.effect.looks=0s",
                                "--chimera.broker.lease=3s",
                                "--chimera.broker.renew-every=1s",
                                "--chimera.broker.reclaim-idle=2s",
                                "--chimera.broker.hint-stale=3s",
                                "--spring.jmx.enabled=false",
                                "--spring.main.banner-mode=off",
                                "--chimera.postgres.connections=12"),
                        Stream.concat(everyServers.stream(), itsOwn.stream()))
                .forEach(argument -> byName.put(argument.substring(0, argument.indexOf('=')), argument));
        return List.copyOf(byName.values());
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @throws IllegalStateException with its last words when it is not ready in time
     */
    ServerProcess launchReady(String name, ServerSettings settings) throws Exception {
        ServerProcess server = launch(name, settings);
        awaitReady(server);
        return server;
    }

    /** @throws IllegalStateException with its last words when it is not ready in time */
    static void awaitReady(ServerProcess server) throws Exception {
        if (!Patience.await(START, () -> server.isReady() || !server.isAlive()) || !server.isReady()) {
            throw new IllegalStateException(server.name() + " is not ready: " + server.lastWords());
        }
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    DataSource dataSource() {
        return dataSource;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    String postgresUrl() {
        return postgres.url();
    }

    RedisServer redis() {
        return redis;
    }

    Ledger ledger() throws IOException {
        return Ledger.read(folder.resolve("ledger.jsonl"));
    }

    Path folder() {
        return folder;
    }

    /** Kills and stops everything; the folder stays. Does nothing the second time. */
    synchronized void end() throws InterruptedException {
        if (ended) {
            return;
        }
        ended = true;
        for (ServerProcess server : started) {
            server.kill();
        }
        recorder.destroyForcibly().waitFor();
        redis.close();
        postgres.close();
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before everything had ended", e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
