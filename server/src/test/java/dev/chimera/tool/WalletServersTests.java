package dev.chimera.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.secret.SecretName;
import dev.chimera.secret.TestSecrets;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.ServiceToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.json.JsonMapper;

class WalletServersTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Of two keys that this server knows, a process gets that of its own wallet. */
    @Test
    void givesAgentKitTheKeyOfItsWalletAndNothingElseOfTheServers(@TempDir Path folder) throws IOException {
        Path program = folder.resolve("agentkit");
        Files.writeString(
                program,
                "#!/bin/sh\nenv >'" + folder.resolve("seen") + "'\nmv '" + folder.resolve("seen") + "' '"
                        + folder.resolve("environment") + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Map<String, String> variables = Map.of(
                "MAYA_KEY",
                "0x" + "1".repeat(64),
                "OTHER_KEY",
                "0x" + "2".repeat(64),
                "CHIMERA_RECEIPT_TIMEOUT_MS",
                "1000",
                "AWS_SECRET_ACCESS_KEY",
                "cloud");
        MockEnvironment environment = new MockEnvironment()
                .withProperty("CHIMERA_AGENTKIT_COMMAND", program.toString())
                .withProperty("chimera.base-rpc-url", "http://127.0.0.1:1/");
        ToolProperties properties = new ToolProperties(null, Duration.ofSeconds(20), Duration.ofSeconds(20));
        ToolServers tools =
                new ToolServers(properties, new ServiceToken(ApiKey.fresh()), environment, variables::get, JSON);
        WalletServers wallets =
                new WalletServers(tools, TestSecrets.of(variables), environment, variables::get, JSON, properties);
        WalletAccount account = new WalletAccount(
                UUID.randomUUID(), UUID.randomUUID(), SecretName.parse("env:MAYA_KEY"), "base-sepolia");

        WalletAnswer answer = wallets.call(account, "get_wallet", JSON.createObjectNode(), Duration.ofSeconds(5));
        wallets.destroy();

        assertThat(answer).isInstanceOf(WalletAnswer.NotAsked.class);
        List<String> seen = Files.readAllLines(folder.resolve("environment"));
        assertThat(seen)
                .contains(
                        "CHIMERA_WALLET_KEY=0x" + "1".repeat(64),
                        "CHIMERA_NETWORK=base-sepolia",
                        "CHIMERA_BASE_RPC_URL=http://127.0.0.1:1/",
                        "CHIMERA_RECEIPT_TIMEOUT_MS=1000");
        Set<String> own = Set.of(
                "CHIMERA_WALLET_KEY",
                "CHIMERA_NETWORK",
                "CHIMERA_BASE_RPC_URL",
                "CHIMERA_RECEIPT_TIMEOUT_MS",
                "PWD",
                "SHLVL",
                "_",
                "OLDPWD");
        assertThat(seen.stream().map(line -> line.replaceFirst("=.*", "")))
                .allMatch(name -> own.contains(name) || StdioServerTests.isForChildren(name));
    }
}
