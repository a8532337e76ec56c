package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.embedded.TestDose;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestChain;
import dev.chimera.wallet.EvmAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thousands of attempts (100,000 in a soak) against the two limits from 8 threads of 2 processes: what may pass passes, and
 * nothing else.
 */
@Tag(TestDose.TAG)
class LimitRaceTests {

    private static final int PROCESSES = 2;
    private static final int THREADS = 4;
    private static final int ATTEMPTS = TestDose.of(4_000, 100_000) / (2 * PROCESSES * THREADS);
    private static final int ALLOWED = 3;
    private static final Pattern HEARD = Pattern.compile("([A-Za-z_]+)=([0-9]+)");

    /** A child process, and what it says. */
    private record Racer(Process process, BufferedReader output) {

        static Racer start(LimitRacer.Task task, String variable, String key) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LimitRacer.class.getName()));
            command.addAll(task.arguments());
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put(variable, key);
            Process process = builder.start();
            return new Racer(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        /** The rest of the next line that begins so. */
        String heard(String beginning) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
            throw new IllegalStateException("a racer ended before it said " + beginning);
        }

        void go() throws IOException {
            OutputStreamWriter input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
            input.write("go\n");
            input.flush();
        }
    }

    @Test
    void letsExactlyTheAllowedNumberPass() throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        try (PayingServer paying = PayingServer.start(servers, "api")) {
            TestChain chain = paying.chain();
            TestAccount account = chain.account(TestChain.ETHER);
            EvmAddress shop = chain.account(BigInteger.ZERO).address();
            String variable = paying.keys().put(account.key());
            PayingAgent agent = new PayingAgent(paying.server(), paying.server().newTenant(), variable)
                    .allow(shop)
                    .limit("ETH", "0.001", "1", ALLOWED, "0.001")
                    .order(shop, "ETH", "0.001")
                    .handIn();
            LimitRacer.Task task = new LimitRacer.Task(
                    servers.jdbcUrl(),
                    servers.redisUrl(),
                    agent.tenant().id().value(),
                    agent.id(),
                    agent.apiKey(),
                    shop,
                    THREADS,
                    ATTEMPTS,
                    List.of(
                            "chimera.base-rpc-url=" + chain.rpc(),
                            "CHIMERA_AGENTKIT_COMMAND=" + TestChain.agentkit(),
                            "logging.level.dev.chimera=warn"));
            List<Racer> racers = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    racers.add(Racer.start(task, variable, account.key()));
                }
                race(racers);
            } finally {
                racers.forEach(racer -> racer.process().destroy());
            }
            assertThat(chain.balance(shop))
                    .isEqualTo(TestChain.ETHER.divide(BigInteger.valueOf(1000)).multiply(BigInteger.valueOf(ALLOWED)));
            assertThat(count(paying, "posts WHERE tenant_id = ?", agent)).isEqualTo(1);
            assertThat(count(paying, "payments WHERE state = 'CONFIRMED' AND tenant_id = ?", agent))
                    .isEqualTo(ALLOWED);
            assertThat(count(paying, "audit_log WHERE event = 'TweetRefused' AND tenant_id = ?", agent))
                    .isEqualTo(PROCESSES * THREADS * ATTEMPTS - 1);
            paying.checkBooks(agent, account.address());
        }
    }

    private static void race(List<Racer> racers) throws IOException {
        for (Racer racer : racers) {
            racer.heard("ready");
        }
        for (Racer racer : racers) {
            racer.go();
        }
        Map<String, Long> posts = heard(racers, "post ");
        assertThat(posts).containsOnlyKeys("mcp", "ms", "done", "RATE_LIMITED").containsEntry("done", 1L);
        Map<String, Long> payments = heard(racers, "pay ");
        assertThat(payments)
                .containsEntry("done", (long) ALLOWED)
                .containsKeys("WINDOW_EXCEEDED")
                .doesNotContainKeys("OUTCOME_UNKNOWN", "DUPLICATE_EFFECT");
        for (Map<String, Long> each : List.of(posts, payments)) {
            long attempts = each.entrySet().stream()
                    .filter(entry -> !List.of("mcp", "ms").contains(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertThat(attempts).isEqualTo((long) PROCESSES * THREADS * ATTEMPTS);
            assertThat(each.get("mcp"))
                    .as("some came through MCP")
                    .isGreaterThanOrEqualTo(PROCESSES * THREADS * ATTEMPTS / LimitRacer.EVERY_SO_OFTEN);
        }
    }

    /** How often all of them heard each code. */
    private static Map<String, Long> heard(List<Racer> racers, String race) throws IOException {
        Map<String, Long> all = new TreeMap<>();
        for (Racer racer : racers) {
            Matcher matcher = HEARD.matcher(racer.heard(race));
            while (matcher.find()) {
                all.merge(matcher.group(1), Long.valueOf(matcher.group(2)), Long::sum);
            }
        }
        System.out.println(race + all);
        return all;
    }

    private static long count(PayingServer paying, String what, PayingAgent agent) {
        return paying.server()
                .jdbc()
                .sql("SELECT count(*) FROM " + what)
                .param(agent.tenant().id().value())
                .query(Long.class)
                .single();
    }
}
