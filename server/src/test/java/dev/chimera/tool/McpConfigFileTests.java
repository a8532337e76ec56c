package dev.chimera.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.failure.ChimeraException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class McpConfigFileTests {

    @TempDir
    private Path directory = Path.of("");

    private List<ServerEntry> read(String content) throws IOException {
        Path file = directory.resolve("mcp.json");
        Files.writeString(file, content);
        return new McpConfigFile(JsonMapper.shared()).read(file);
    }

    @Test
    void readsWhatDesktopClientsWrite() throws IOException {
        assertThat(read("""
                {"mcpServers":{
                  "kit":{"command":"node","args":["kit.js","--key","${KEY}"],"env":{"A":"b"},"disabled":false,
                         "chimera":{"read":["get_wallet"],"effect":["transfer"]}},
                  "news":{"type":"http","url":"https://news.example/mcp","headers":{"X":"y"}}
                },"other":1}
                """))
                .containsExactly(
                        new ServerEntry(
                                "kit",
                                new ServerEntry.Stdio("node", List.of("kit.js", "--key", "${KEY}"), Map.of("A", "b")),
                                Set.of("get_wallet"),
                                Set.of("transfer")),
                        new ServerEntry(
                                "news",
                                new ServerEntry.Http("https://news.example/mcp", Map.of("X", "y")),
                                Set.of(),
                                Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"mcpServers\":[]}",
                "{\"mcpServers\":{\"a\":{}}}",
                "{\"mcpServers\":{\"a\":{\"url\":\"x\",\"command\":\"y\"}}}",
                "{\"mcpServers\":{\"a\":{\"command\":\"y\",\"args\":\"z\"}}}",
                "{\"mcpServers\":{\"a\":{\"command\":\"y\",\"args\":[1]}}}",
                "{\"mcpServers\":{\"a\":{\"command\":\"y\",\"env\":{\"K\":1}}}}",
                "{\"mcpServers\":{\"a\":{\"url\":\"x\",\"chimera\":{\"effects\":[]}}}}",
                "{\"mcpServers\":{\"a\":{\"url\":\"x\",\"chimera\":{\"effect\":[\"t\"],\"read\":[\"t\"]}}}}",
                "{\"mcpServers\":{\"twitter\":{\"url\":\"x\"}}}"
            })
    void refusesWhatWouldBeGuesswork(String content) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOfSatisfying(
                        ChimeraException.class,
                        e -> assertThat(e.failure().code()).isEqualTo("MCP_CONFIG_INVALID"));
    }

    /** Whatever program it is said to be of: what is on a read list may be used by whoever thinks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer",
                "post_tweet",
                "native_transfer",
                "erc20_transfer",
                "WalletActionProvider_native_transfer",
                "ERC20ActionProvider_transfer",
                "ERC20ActionProvider_approve"
            })
    void readsNoToolThatActs(String tool) {
        assertThatThrownBy(() -> read(
                        "{\"mcpServers\":{\"kit\":{\"command\":\"node\",\"chimera\":{\"read\":[\"" + tool + "\"]}}}}"))
                .isInstanceOfSatisfying(
                        ChimeraException.class,
                        e -> assertThat(e.failure().message()).contains(tool, "read list"));
    }

    /** AgentKit's server is the commerce bridge's alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"command\":\"node\",\"chimera\":{\"read\":[\"get_wallet_details\"]}",
                "\"command\":\"node\",\"chimera\":{\"effect\":[\"native_transfer\"]}",
                "\"url\":\"http://127.0.0.1:1/mcp\""
            })
    void listsNothingOfAgentKit(String entry) {
        assertThatThrownBy(() -> read("{\"mcpServers\":{\"agentkit\":{" + entry + "}}}"))
                .hasMessageContaining("only the commerce bridge");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> new McpConfigFile(JsonMapper.shared()).read(directory.resolve("missing.json")))
                .isInstanceOfSatisfying(
                        ChimeraException.class,
                        e -> assertThat(e.failure().code()).isEqualTo("MCP_CONFIG_NOT_FOUND"));
    }

    @Test
    void fillsInTheEnvironmentAndNamesWhatIsMissing() {
        Placeholders placeholders = new Placeholders(Map.of("A", "1", "B", "$2\\")::get);

        assertThat(placeholders.fill("x${A}y${B}z $A {A}")).isEqualTo("x1y$2\\z $A {A}");
        assertThatThrownBy(() -> placeholders.fill("${SECRET_NAME}")).hasMessageContaining("SECRET_NAME");
    }
}
