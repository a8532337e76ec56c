package dev.chimera.bench.faults;

import dev.chimera.fakes.chain.LossyRpc;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Faults 2, 3, 8 and 16 against what leaves the house: servers post to X and pay on a chain, while answers are lost after
 * the deed, senders crash between two steps or sleep past their lease, and every server's bridge races the others' for one
 * cooldown and one window.
 */
final class EffectFaults {

    private static final int AGENTS = 3;
    private static final int WORTH_TRAINING = 5;
    private static final int LONGEST_PAUSE_MS = 900;
    static final Duration COOLDOWN = Duration.ofMillis(300);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
    /** An agent's first payment takes AgentKit's cold start, within what is left of the lease. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    private static final Duration ASLEEP = LEASE.plusSeconds(2);
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofMinutes(4);

    /** A limit that is over shortly: one without an end is waited for, for a minute of the drain. */
    private static final List<String> LOST_POSTS = List.of(
            "ACT_THEN_RESET",
            "ACT_THEN_504",
            "ACT_THEN_500",
            "ACT_THEN_SILENCE",
            "RESET",
            "STATUS_503",
            "STATUS_429_SHORTLY");

    private static final List<LossyRpc.Mood> LOST_BROADCASTS = List.of(
            LossyRpc.Mood.LOSES_THE_ANSWER,
            LossyRpc.Mood.GATEWAY_TIMEOUT,
            LossyRpc.Mood.LOSES_THE_BROADCAST,
            LossyRpc.Mood.BAD_GATEWAY);

    /** Between every two steps on the way out. */
    static final List<String> CRASHES = List.of(
            "AFTER_INTENT_BEFORE_SEND",
            "AFTER_SENDING_BEFORE_CALL",
            "AFTER_RESERVATION_BEFORE_BROADCAST",
            "AFTER_BROADCAST_BEFORE_RECORD",
            "AFTER_CALL_BEFORE_RECORD");

    private final World world;
    private final Outside outside;
    private final long seed;
    private final Random random;
    private final PrintStream progress;
    private final String friend;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private int kills;

    EffectFaults(World world, Outside outside, long seed, PrintStream progress) {
        this.world = world;
        this.outside = outside;
        this.seed = seed;
        this.random = new Random(seed);
        this.progress = progress;
        this.friend = outside.chain().accounts().getLast().address();
    }

    FaultReport run(int rounds, int processes) throws Exception {
        progress.printf(
                Locale.ROOT,
                "effects: seed %d, %d rounds, %d servers; logs in %s%n",
                seed,
                rounds,
                processes,
                world.folder());
        if (rounds >= WORTH_TRAINING) {
            progress.println(world.train() ? "there is an AOT cache" : "there is no AOT cache: starts will be slow");
        }
        // The first one only makes the tables: keys and tokens have to be there when a process starts.
        ServerProcess first = world.launchReady("server-0", ServerSettings.PLAIN);
        Population population = Population.create(world.jdbc(), 1, AGENTS);
        Population.Tenant tenant = population.tenants().getFirst();
        Payers payers = Payers.equip(world.jdbc(), tenant, outside);
        first.kill();
        world.giveEveryServer(
                settings(outside, payers.secrets()).with("--chimera.broker.lease=" + LEASE.toSeconds() + "s"));
        for (int i = 0; i < processes; i++) {
            servers.add(world.launch("server-" + i, ServerSettings.PLAIN));
        }
        EffectWitness witness = new EffectWitness(world.jdbc(), outside, payers);
        Moderators moderators = new Moderators(world.jdbc(), population, witness);
        for (int round = 1; round <= rounds; round++) {
            awaitServers();
            payers.order(random, population, friend);
            payers.order(random, population, friend);
            awaitProgress();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MS)));
            String what = fault();
            takeBack(payers, tenant);
            ready().stream().findFirst().ifPresent(server -> decide(moderators, server));
            if (round % 10 == 0 || rounds <= 20) {
                progress.printf(Locale.ROOT, "round %d of %d: %s; %s%n", round, rounds, what, standing());
            }
        }
        progress.println("no more faults; draining ...");
        outside.rpc().becomes(LossyRpc.Mood.HONEST);
        long start = System.nanoTime();
        List<Violation> violations = new ArrayList<>(drain(moderators, payers, tenant));
        progress.printf(Locale.ROOT, "drained in %.1f s: %s%n", (System.nanoTime() - start) / 1e9, standing());
        violations.addAll(EffectInvariants.check(world.jdbc(), outside, payers, COOLDOWN));
        return FaultReport.of("effects", seed, rounds, kills, count("tasks"), count("effects"), violations);
    }

    /** What makes a server act upon this outside world. */
    static ServerSettings settings(Outside outside, Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>(secrets);
        environment.put("CHIMERA_AGENTKIT_COMMAND", "node " + Outside.agentkit().resolve("dist/server.js"));
        return new ServerSettings(
                List.of(),
                List.of(
                        "--chimera.faults.recorder=false",
                        "--chimera.x.base-url=" + outside.xUrl(),
                        "--chimera.x.timeout=1s",
                        "--chimera.base-rpc-url=" + outside.rpc().url(),
                        "--chimera.twitter.cooldown=" + COOLDOWN.toMillis() + "ms",
                        "--chimera.effect.payment-timeout=8s",
                        "--chimera.commerce.send-timeout=6s",
                        "--chimera.commerce.read-timeout=6s"),
                environment);
    }

    private void awaitServers() throws Exception {
        if (!Patience.await(START, () -> {
            replaceTheDead();
            return !ready().isEmpty();
        })) {
            throw new IllegalStateException(
                    "servers do not start: " + servers.getFirst().lastWords());
        }
    }

    /** A fault where nothing is on its way out shows nothing; but a blocked wallet must not hold the run up either. */
    private void awaitProgress() throws Exception {
        int before = settled();
        Patience.await(LONGEST_WAIT, () -> settled() > before);
    }

    private int settled() {
        return world.jdbc()
                .sql("SELECT count(*) FROM audit_log WHERE event IN ('EffectConfirmed', 'EffectUnknown')")
                .query(Integer.class)
                .single();
    }

    /** One that crashed at its point, as it was told to, or that died of something else, which its log tells. */
    private void replaceTheDead() throws IOException {
        for (ServerProcess server : List.copyOf(servers)) {
            if (!server.isAlive()) {
                kills++;
                replace(server, ServerSettings.PLAIN);
            }
        }
    }

    private void replace(ServerProcess server, ServerSettings with) throws IOException {
        servers.set(servers.indexOf(server), world.launch(server.name(), with));
    }

    private String fault() throws Exception {
        int chance = random.nextInt(10);
        if (chance < 3) {
            String fault = LOST_POSTS.get(random.nextInt(LOST_POSTS.size()));
            outside.failNextPost(fault);
            return "the next post meets " + fault;
        }
        if (chance < 6) {
            LossyRpc.Mood fault = LOST_BROADCASTS.get(random.nextInt(LOST_BROADCASTS.size()));
            outside.rpc().nextBroadcastMeets(fault);
            return "the next broadcast meets " + fault;
        }
        ServerProcess victim = servers.get(random.nextInt(servers.size()));
        if (chance < 7 && victim.isReady()) {
            return sleep(victim);
        }
        boolean atPoint = chance < 9;
        victim.kill();
        kills++;
        String point = CRASHES.get(random.nextInt(CRASHES.size()));
        replace(victim, atPoint ? ServerSettings.crashingAt(point) : ServerSettings.PLAIN);
        return "killed " + victim.name() + (atPoint ? ", its successor will halt at " + point : "");
    }

    /** Stopped for longer than its lease, then continued: what it does then comes too late. */
    private String sleep(ServerProcess zombie) throws Exception {
        zombie.stop();
        LockSupport.parkNanos(ASLEEP.toNanos());
        zombie.proceed();
        return zombie.name() + " slept past its lease";
    }

    private List<Violation> drain(Moderators moderators, Payers payers, Population.Tenant tenant) throws Exception {
        awaitServers();
        return new Drain(world, moderators).await(DRAIN, servers, () -> {
            replaceTheDead();
            takeBack(payers, tenant);
        });
    }

    private static void decide(Moderators moderators, ServerProcess server) {
        try {
            moderators.decide(server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeBack(Payers payers, Population.Tenant tenant) throws InterruptedException {
        for (UUID task : payers.overWindow()) {
            for (ServerProcess server : ready()) {
                if (cancelled(server, tenant, task)) {
                    break;
                }
            }
        }
    }

    private boolean cancelled(ServerProcess server, Population.Tenant tenant, UUID task) throws InterruptedException {
        try {
            int port = server.port().orElseThrow(() -> new IOException("it is gone"));
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/v1/tasks/" + task + "/cancel"))
                    .header("Authorization", "Bearer " + tenant.operatorToken().reveal())
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException e) {
            // It may die meanwhile: the next round tries again.
            return false;
        }
    }

    private List<ServerProcess> ready() {
        return servers.stream().filter(ServerProcess::isReady).toList();
    }

    private String standing() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d tasks, %d open things, %d effects, %d posts on X, %d transactions",
                count("tasks"),
                Drain.open(world.jdbc()),
                count("effects"),
                outside.posted().values().stream().mapToInt(Integer::intValue).sum(),
                outside.chain().accounts().stream()
                        .limit(AGENTS)
                        .mapToLong(account -> outside.chain().transactionCount(account.address()))
                        .sum());
    }

    private int count(String table) {
        return world.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Integer.class)
                .single();
    }

    /** Such as 0.000001, in ETH, as base units. */
    static java.math.BigInteger wei(String amount) {
        return new BigDecimal(amount).movePointRight(18).toBigIntegerExact();
    }
}
