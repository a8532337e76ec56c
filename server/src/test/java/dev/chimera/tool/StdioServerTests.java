package dev.chimera.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.ServiceToken;
import dev.chimera.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A server that is a child process of ours. */
class StdioServerTests {

    /** A test that waits for this fails by its own timeout. */
    private static final Duration NEVER = Duration.ofHours(1);

    private static final JsonMapper JSON = JsonMapper.shared();

    private static CallResult pay(ToolServers servers, String amount, Duration timeout) {
        OnBehalfOf whom =
                new OnBehalfOf(new TenantId(UUID.randomUUID()), UUID.randomUUID(), UUID.randomUUID(), null, null);
        return new EffectCaller(servers, JSON)
                .call(new EffectCall(
                        "bank",
                        "pay",
                        JSON.createObjectNode().put("amount", amount),
                        whom,
                        timeout,
                        System.nanoTime() + Duration.ofMinutes(10).toNanos()));
    }

    private static ToolServers servers(Path directory, String command) throws IOException {
        ObjectNode bank = JSON.createObjectNode().put("command", command);
        bank.putArray("args")
                .add("-cp")
                .add(System.getProperty("java.class.path"))
                .add(StdioBank.class.getName());
        bank.putObject("env").put("BRANCH", "home ${HOME}");
        bank.putObject("chimera").putArray("effect").add("pay");
        ObjectNode document = JSON.createObjectNode();
        document.putObject("mcpServers").set("bank", bank);
        Path config = directory.resolve("mcp.json");
        Files.writeString(config, document.toString());
        return new ToolServers(
                new ToolProperties(config, NEVER, NEVER),
                new ServiceToken(ApiKey.fresh()),
                new MockEnvironment(),
                System::getenv,
                JSON);
    }

    @Test
    @Timeout(60)
    void callsAChildProcessAndStartsAnotherWhenItDied(@TempDir Path directory) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ToolServers servers = servers(directory, java.toString());
        Duration patient = Duration.ofSeconds(30);

        assertThat(pay(servers, "1", patient))
                .isInstanceOfSatisfying(
                        CallResult.Succeeded.class,
                        done -> assertThat(done.externalId()).isEqualTo("home " + System.getenv("HOME")));
        assertThat(pay(servers, "all", NEVER))
                .as("it does not wait for an answer that nobody can give any more")
                .isInstanceOf(CallResult.Ambiguous.class);
        assertThat(pay(servers, "1", patient)).isInstanceOf(CallResult.Succeeded.class);
        servers.destroy();
    }

    @Test
    @Timeout(60)
    void passesOnNothingOfItsOwnEnvironmentButWhatProgramsNeed(@TempDir Path directory) throws IOException {
        assertThat(System.getenv().keySet()).as("or this shows nothing").anyMatch(name -> !isForChildren(name));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ToolServers servers = servers(directory, java.toString());

        assertThat(pay(servers, "environment", Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        CallResult.Succeeded.class,
                        done -> assertThat(String.valueOf(done.externalId()).split(","))
                                .contains("PATH", "BRANCH")
                                .allMatch(name -> name.equals("BRANCH") || isForChildren(name)));
        servers.destroy();
    }

    static boolean isForChildren(String name) {
        return name.matches("PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TMP|TEMP|SSL_CERT_FILE"
                + "|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS");
    }

    @Test
    @Timeout(60)
    void sendsNothingToAProgramThatEndsAtOnce(@TempDir Path directory) throws IOException {
        ToolServers servers = servers(directory, "/bin/false");

        assertThat(pay(servers, "1", NEVER)).isInstanceOf(CallResult.NotSent.class);
        servers.destroy();
    }

    @Test
    void sendsNothingToAProgramThatDoesNotExist(@TempDir Path directory) throws IOException {
        ToolServers servers =
                servers(directory, directory.resolve("no-such-program").toString());

        assertThat(pay(servers, "1", Duration.ofSeconds(2))).isInstanceOf(CallResult.NotSent.class);
        servers.destroy();
    }

    /** As the launcher does it where AgentKit is not built: long before the time is over. */
    @Test
    void hearsWhyAProgramDoesNotWantToStart(@TempDir Path directory) throws IOException {
        Path program = directory.resolve("unbuilt");
        Files.writeString(program, """
                #!/bin/sh
                read -r request
                id=$(printf '%s' "$request" | sed -E 's/.*"id":("[^"]*"|[0-9]+).*/\\1/')
                echo '{"jsonrpc":"2.0","id":'"$id"',"error":{"code":-32000,"message":"NOT_BUILT: build it"}}'
                cat >/dev/null
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        ToolServers servers = servers(directory, program.toString());

        CallResult result = assertTimeout(Duration.ofSeconds(20), () -> pay(servers, "1", Duration.ofSeconds(2)));
        assertThat(result)
                .isInstanceOfSatisfying(
                        CallResult.NotSent.class,
                        unsent -> assertThat(unsent.why()).isEqualTo("NOT_BUILT: build it"));
        servers.destroy();
    }
}
