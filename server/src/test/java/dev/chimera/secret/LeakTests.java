package dev.chimera.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.fakes.aws.FakeAwsSecrets;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.Puppets;
import dev.chimera.testing.RedisWire;
import dev.chimera.testing.Spellings;
import dev.chimera.testing.SystemDump;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.tool.ReadResult;
import dev.chimera.tool.ToolReader;
import dev.chimera.worker.Outcome;
import dev.chimera.worker.TaskContext;
import io.lettuce.core.RedisClient;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run of the whole system in which secrets are resolved, used and made to fail; then the database, Redis, the log and
 * the answers are searched for them. Whoever adds a kind of secret lets it take part here.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakTests {

    private static final Logger LOG = LoggerFactory.getLogger(LeakTests.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String WALLET_KEY = "0x" + random(64);
    private static final String HEADER_KEY = "sk/" + random(24) + "+\"=";
    private static final String QUERY_KEY = random(28);
    private static final String REFRESH_TOKEN = random(20) + "~" + random(20);
    private static final String AWS_BEFORE = "pä$$ " + random(24);
    private static final String AWS_AFTER = "word&" + random(24);
    private static final String AWS_OWN_KEY = random(40);
    private static final String SERVICE_TOKEN = "chm_" + random(43);

    private static final Map<String, String> VARIABLES = new ConcurrentHashMap<>(
            Map.of("LEAK_WALLET_KEY", WALLET_KEY, "LEAK_HEADER_KEY", HEADER_KEY, "LEAK_QUERY_KEY", QUERY_KEY));

    private final List<String> answers = new ArrayList<>();

    private static String random(int length) {
        return (UUID.randomUUID().toString() + UUID.randomUUID())
                .replace("-", "")
                .repeat(2)
                .substring(0, length);
    }

    /** What a deployment would set in its environment, and paths on which something goes wrong with a secret in hand. */
    static class World {
        @Bean
        @Primary
        Variables variablesOfTheTest() {
            return VARIABLES::get;
        }

        @Bean
        SecretNames namesOfTheTest() {
            return tenant -> List.of(
                    SecretName.parse("env:LEAK_WALLET_KEY"),
                    SecretName.parse("env:LEAK_MISSING"),
                    SecretName.parse("home:leak-refresh"),
                    SecretName.parse("aws-sm:leak/x#password"),
                    SecretName.parse("aws-sm:leak/x#other"),
                    SecretName.parse("aws-sm:leak/missing"));
        }

        @Bean
        RouterFunction<ServerResponse> leaks(Secrets secrets) {
            return RouterFunctions.route()
                    .GET("/leaks/known", request -> {
                        String key = secrets.resolveOwn(SecretName.parse("env:LEAK_WALLET_KEY"))
                                .reveal();
                        throw ChimeraException.badInput("LEAKED", "refused " + key, "replace " + key);
                    })
                    .GET("/leaks/unexpected", request -> {
                        String key = secrets.resolveOwn(SecretName.parse("env:LEAK_WALLET_KEY"))
                                .reveal();
                        throw new IllegalStateException("refused " + key, new IllegalArgumentException(key));
                    })
                    .build();
        }
    }

    private TestServer.Reply ask(TestServer.Reply reply) {
        answers.add(reply.raw().headers().map() + " " + reply.raw().body());
        return reply;
    }

    @Test
    void aWholeRunLeavesNoKeyAnywhere(@TempDir Path home, CapturedOutput output) throws Exception {
        System.setProperty("aws.accessKeyId", "AKIDLEAKTEST");
        System.setProperty("aws.secretAccessKey", AWS_OWN_KEY);
        SharedServers.Fresh servers = SharedServers.fresh();
        try (FakeAwsSecrets aws = FakeAwsSecrets.start();
                Gossip gossip = new Gossip();
                RedisWire wire = RedisWire.listen(servers.redisUrl());
                TestServer server = started(servers, home, aws, gossip)) {
            aws.put(
                    "leak/x",
                    JSON.createObjectNode().put("password", AWS_BEFORE).toString());
            TestCampaign campaign = TestCampaign.on(server);
            useAll(server, aws);
            failAll(server, campaign, gossip);
            askForErrors(server, campaign);

            SystemDump dump = SystemDump.of(server.jdbc(), servers.redisUrl())
                    .and("what Redis was told", wire.heard())
                    .and("the log", output.getAll())
                    .and("the answers", String.join("\n", answers));
            for (String secret : List.of(
                    WALLET_KEY,
                    HEADER_KEY,
                    QUERY_KEY,
                    REFRESH_TOKEN,
                    AWS_BEFORE,
                    AWS_AFTER,
                    AWS_OWN_KEY,
                    SERVICE_TOKEN)) {
                assertThat(dump.placesOf(secret))
                        .as("a secret of %d characters", secret.length())
                        .isEmpty();
            }
            provesThatItHappened(dump, output, wire);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    /** No planner, which would end the campaign as soon as nothing is left to do. With the talkative levels on: what is only logged while somebody looks for a fault counts as well. */
    private static TestServer started(SharedServers.Fresh servers, Path home, FakeAwsSecrets aws, Gossip gossip)
            throws Exception {
        Path config = home.resolve("mcp.json");
        Files.writeString(config, """
                {"mcpServers": {"bank": {"url": "%s?key=${LEAK_QUERY_KEY}",
                 "headers": {"Authorization": "Bearer ${LEAK_HEADER_KEY}"},
                 "chimera": {"read": ["balance", "broken"], "effect": []}},
                 "lost": {"url": "http://127.0.0.1:1/?key=${LEAK_QUERY_KEY}", "chimera": {"read": ["balance"]}}}}
                """.formatted(gossip.url("/bank")));
        return TestServer.start(
                servers,
                "worker,judge,effect,bridge,api",
                List.of(Puppets.class, World.class),
                "chimera.home=" + home,
                "chimera.service-token=" + SERVICE_TOKEN,
                "chimera.twitter.url=" + gossip.url("/mcp/twitter"),
                "chimera.twitter.cooldown=0s",
                "chimera.effect.cooldown=0s",
                "chimera.tool.config=" + config,
                "chimera.secret.aws-endpoint=" + aws.url(),
                "chimera.worker.max-attempts=2",
                "logging.level.dev.chimera=debug",
                "logging.level.io.modelcontextprotocol=debug",
                "logging.level.software.amazon.awssdk=debug");
    }

    private static void useAll(TestServer server, FakeAwsSecrets aws) {
        Secrets secrets = server.bean(Secrets.class);
        secrets.store(SecretName.parse("home:leak-refresh"), REFRESH_TOKEN);
        SecretName password = SecretName.parse("aws-sm:leak/x#password");
        assertThat(secrets.resolveOwn(password).reveal()).isEqualTo(AWS_BEFORE);
        aws.put("leak/x", JSON.createObjectNode().put("password", AWS_AFTER).toString());
        secrets.forget(password);
        assertThat(secrets.resolveOwn(password).reveal()).isEqualTo(AWS_AFTER);
        LOG.warn(
                "somebody logs {}",
                secrets.resolveOwn(SecretName.parse("home:leak-refresh")).reveal());
        LOG.info("and the old one, {}, in {}", AWS_BEFORE, secrets.resolveOwn(password));
    }

    private void failAll(TestServer server, TestCampaign campaign, Gossip gossip) {
        server.bean(Puppets.Puppet.class)
                .does(context -> play(context, server.bean(Secrets.class), server.bean(ToolReader.class)));
        List<TaskId> tasks = new ArrayList<>();
        for (String play : List.of("crash", "fail", "read", "broken", "lost")) {
            tasks.add(campaign.plan(campaign.newTask(
                            TaskType.RESEARCH, TestCampaign.payload().put("play", play)))
                    .getFirst()
                    .id());
        }
        tasks.forEach(task -> campaign.await(task, TaskStatus.FAILED));
        tasks.add(refusedPost(server, campaign));
        for (TaskId task : tasks) {
            ask(server.get(campaign.operator(), "/v1/tasks/" + task));
        }
        assertThat(gossip.overheard()).contains(HEADER_KEY, SERVICE_TOKEN);
        assertThat(gossip.asked()).contains("tools/call balance", "tools/call broken", "tools/call post_tweet");
    }

    /** What a worker might do with a secret, or with somebody who has one, when it goes wrong. */
    private static Outcome play(TaskContext context, Secrets secrets, ToolReader reader) {
        String key = secrets.resolveOwn(SecretName.parse("env:LEAK_WALLET_KEY")).reveal();
        return switch (context.task().payload().path("play").asString("")) {
            case "crash" -> throw new IllegalStateException("bad key " + key, new IllegalArgumentException(key));
            case "fail" ->
                new Outcome.Fail(Failure.of(
                        "BAD_KEY",
                        "refused: " + String.join(" ", Spellings.of(key).values())));
            case "lost" -> new Outcome.Fail(Failure.of("LOST", read(reader, "lost", "balance")));
            case "broken" -> new Outcome.Fail(Failure.of("BROKEN", read(reader, "bank", "broken")));
            default -> new Outcome.Done(TestCampaign.payload().put("heard", read(reader, "bank", "balance")), 1);
        };
    }

    private static String read(ToolReader reader, String server, String tool) {
        return switch (reader.tool(server, tool, JSON.createObjectNode(), Duration.ofSeconds(30))) {
            case ReadResult.Read read -> read.content().toString();
            case ReadResult.Unreadable unreadable -> unreadable.why();
        };
    }

    /** Approved by a person, and refused by a timeline that repeats our own credential. */
    private TaskId refusedPost(TestServer server, TestCampaign campaign) {
        TaskId task = new TaskId(UUID.randomUUID());
        ObjectNode document = JSON.createObjectNode()
                .put("task_id", task.toString())
                .put("parent_goal_id", campaign.id().toString())
                .put("type", "ENGAGEMENT")
                .put("status", "PENDING");
        document.putObject("payload").put("text", "We tested the new door on one morning.");
        ask(server.post(campaign.operator(), "/v1/tasks", document.toString()));
        String review = Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(
                        () -> server.get(campaign.moderator(), "/v1/reviews")
                                .json()
                                .path("reviews")
                                .path(0)
                                .path("id")
                                .asString(""),
                        id -> !id.isEmpty());
        ask(server.post(campaign.moderator(), "/v1/reviews/" + review + "/approve"));
        campaign.await(task, TaskStatus.FAILED);
        return task;
    }

    private void askForErrors(TestServer server, TestCampaign campaign) {
        ask(server.get(campaign.operator(), "/v1/secrets"));
        ask(server.get(campaign.operator(), "/leaks/known"));
        ask(server.get(campaign.operator(), "/leaks/unexpected"));
        ask(server.get(campaign.operator(), "/v1/nothing/" + URLEncoder.encode(HEADER_KEY, UTF_8)));
        ask(server.get(campaign.operator(), "/v1/audit"));
        ask(server.get(campaign.operator(), "/v1/status"));
        ask(server.get(campaign.operator(), "/v1/tasks"));
    }

    /** Or the search would find nothing for a wrong reason. */
    private void provesThatItHappened(SystemDump dump, CapturedOutput output, RedisWire wire) {
        assertThat(dump.places()).contains("column public.effects.error_message", "column public.audit_log.evidence");
        assertThat(dump.placesOf("i was given [env:leak_header_key]")).isNotEmpty();
        assertThat(dump.placesOf("[service token]"))
                .contains(
                        "column public.effects.error_message (plain)",
                        "column public.audit_log.evidence (plain)",
                        "the answers (plain)");
        assertThat(output)
                .contains("somebody logs [home:leak-refresh]")
                .contains("the old one, [aws-sm:leak/x#password], in Secret[aws-sm:leak/x#password]")
                .contains("java.lang.IllegalStateException: bad key [env:LEAK_WALLET_KEY]")
                .contains("java.lang.IllegalStateException: refused [env:LEAK_WALLET_KEY]");
        assertThat(answers).anyMatch(answer -> answer.contains("refused [env:LEAK_WALLET_KEY]"));
        assertThat(answers)
                .anyMatch(answer -> answer.contains("\"name\":\"env:LEAK_MISSING\",\"resolves\":false")
                        && answer.contains("\"name\":\"aws-sm:leak/x#password\",\"resolves\":true"));
        assertThat(wire.heard().toLowerCase(java.util.Locale.ROOT))
                .contains("chimera:tasks:research", "parent_goal_id");
    }

    /** The search itself: a value that nobody knows as a secret is put into each kind of place, and has to be found. */
    @Test
    void wouldFindAKeyWhereverItStood(CapturedOutput output) throws Exception {
        String planted = "planted/" + random(30);
        byte[] bytes = planted.getBytes(UTF_8);
        SharedServers.Fresh servers = SharedServers.fresh();
        try (RedisWire wire = RedisWire.listen(servers.redisUrl());
                TestServer server = TestServer.start(servers, "api");
                RedisClient redis = RedisClient.create(servers.redisUrl());
                var connection = redis.connect()) {
            TestCampaign campaign = TestCampaign.on(server);
            assertThat(SystemDump.of(server.jdbc(), servers.redisUrl()).placesOf(planted))
                    .isEmpty();
            plant(campaign, "UPDATE agents SET soul = ?", planted);
            plant(campaign, "UPDATE campaigns SET goal_text = ?", URLEncoder.encode(planted, UTF_8));
            plant(
                    campaign,
                    "INSERT INTO audit_log (tenant_id, actor, event, evidence)"
                            + " SELECT id, 'test', 'Planted', jsonb_build_object('why', ?::text) FROM tenants",
                    "Basic " + Base64.getEncoder().encodeToString(("us:" + planted).getBytes(UTF_8)));
            connection
                    .sync()
                    .xadd(
                            "stream",
                            Map.of("task", HexFormat.of().withUpperCase().formatHex(bytes)));
            connection.sync().hset("hash", "field", planted);
            connection.sync().zadd("set", 1, Base64.getUrlEncoder().encodeToString(bytes));
            connection.sync().set("gone", planted);
            connection.sync().del("gone");
            LOG.warn("the value is {}", planted);

            assertThat(SystemDump.of(server.jdbc(), servers.redisUrl())
                            .and("what Redis was told", wire.heard())
                            .and("the log", output.getAll())
                            .placesOf(planted))
                    .contains(
                            "column public.agents.soul (plain)",
                            "column public.campaigns.goal_text (URL)",
                            "column public.audit_log.evidence (Basic us:)",
                            "key stream (hex)",
                            "key hash (plain)",
                            "key set (Base64 for URLs)",
                            "what Redis was told (plain)",
                            "the log (plain)");
        }
    }

    private static void plant(TestCampaign campaign, String sql, String value) {
        assertThat(campaign.jdbc().sql(sql).param(value).update()).isPositive();
    }
}
