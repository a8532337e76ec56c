package dev.chimera.bridge;

import dev.chimera.bridge.commerce.TransferAttempts;
import dev.chimera.embedded.SharedServers;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import dev.chimera.wallet.EvmAddress;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A process of the product that runs against a limit as often as it is told, from several threads: at the bridges' own
 * entry, and every so often through MCP. It begins when a line comes, and prints how often it heard each code.
 */
public final class LimitRacer {

    /** One of so many attempts comes through MCP. */
    static final int EVERY_SO_OFTEN = 50;

    /** Half a minute on two processors that nobody else needs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private LimitRacer() {}

    /**
     * What a racer is told, as its arguments.
     *
     * @param attempts of each thread, at each of the two limits
     * @param properties of the server, as {@code name=value}
     */
    record Task(
            String jdbcUrl,
            String redisUrl,
            UUID tenant,
            UUID agent,
            String apiKey,
            EvmAddress shop,
            int threads,
            int attempts,
            List<String> properties) {

        Task {
            properties = List.copyOf(properties);
        }

        List<String> arguments() {
            List<String> all = new ArrayList<>(List.of(
                    jdbcUrl,
                    redisUrl,
                    tenant.toString(),
                    agent.toString(),
                    apiKey,
                    shop.value(),
                    String.valueOf(threads),
                    String.valueOf(attempts)));
            all.addAll(properties);
            return all;
        }

        static Task of(String[] arguments) {
            return new Task(
                    arguments[0],
                    arguments[1],
                    UUID.fromString(arguments[2]),
                    UUID.fromString(arguments[3]),
                    arguments[4],
                    EvmAddress.parse(arguments[5]),
                    Integer.parseInt(arguments[6]),
                    Integer.parseInt(arguments[7]),
                    List.of(arguments).subList(8, arguments.length));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Task task = Task.of(arguments);
        try (TestServer server = TestServer.start(
                        new SharedServers.Fresh(task.jdbcUrl(), task.redisUrl()),
                        "bridge",
                        task.properties().toArray(String[]::new));
                CommerceClient commerce = new CommerceClient(server, "/mcp/commerce", task.apiKey());
                CommerceClient twitter = new CommerceClient(server, "/mcp/twitter", task.apiKey())) {
            System.out.println("ready");
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            race("post", task, posting(server, task), () -> {
                CommerceClient.Answer answer =
                        twitter.call("post_tweet", Map.of("text", "Says " + UUID.randomUUID()), Map.of());
                return answer.isError() ? answer.code() : "done";
            });
            race("pay", task, TransferAttempts.on(server, author(task), task.shop()), () -> {
                CommerceClient.Answer answer =
                        commerce.transfer(Map.of("to", task.shop().value(), "asset", "ETH", "amount", "0.001"));
                return answer.isError() ? answer.code() : "done";
            });
        }
    }

    private static Author author(Task task) {
        return new Author(
                new TenantId(task.tenant()), new AgentId(task.agent()), "agent:" + task.agent(), null, null, null);
    }

    private static Supplier<String> posting(TestServer server, Task task) {
        TwitterBridge bridge = server.bean(TwitterBridge.class);
        Author author = author(task);
        return () -> switch (bridge.post(author, Tweet.parse(Map.of("text", "Says " + UUID.randomUUID())))) {
            case Posted posted -> "done";
            case Refusal refusal -> refusal.code().name();
        };
    }

    private static void race(String name, Task task, Supplier<String> within, Supplier<String> throughMcp)
            throws Exception {
        Map<String, LongAdder> codes = new ConcurrentHashMap<>();
        LongAdder calls = new LongAdder();
        long began = System.nanoTime();
        Together.run(task.threads(), PATIENCE, number -> {
            for (int attempt = 0; attempt < task.attempts(); attempt++) {
                boolean mcp = attempt % EVERY_SO_OFTEN == 0;
                if (mcp) {
                    calls.increment();
                }
                codes.computeIfAbsent((mcp ? throughMcp : within).get(), code -> new LongAdder())
                        .increment();
            }
        });
        System.out.println(
                name + " mcp=" + calls + " ms=" + (System.nanoTime() - began) / 1_000_000 + " " + new TreeMap<>(codes));
    }
}
