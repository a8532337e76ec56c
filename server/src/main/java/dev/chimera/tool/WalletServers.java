package dev.chimera.tool;

import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.Secrets;
import dev.chimera.secret.Variables;
import dev.chimera.tenant.OnBehalfOf;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * AgentKit, a process for each wallet, started when the wallet is used. Only the commerce bridge may use it, because its
 * limits stand in front of it. The key is resolved when the process starts, and goes nowhere but into its environment.
 *
 * <p>How it is started: the entry {@code agentkit} of {@code mcp.json}, or else {@code CHIMERA_AGENTKIT_COMMAND}, words
 * separated by spaces.
 */
@Component
public class WalletServers implements DisposableBean {

    /** A process weighs 100 MB and more; the one that was idle for longest makes room. */
    private static final int MOST = 16;

    private static final String COMMAND = "CHIMERA_AGENTKIT_COMMAND";

    /** What AgentKit's server may be told by whoever starts this one, besides the network and the key; none is secret. */
    private static final List<String> SETTINGS =
            List.of("CHIMERA_PROJECT", "CHIMERA_RECEIPT_TIMEOUT_MS", "CHIMERA_ANALYTICS");

    private final ToolServers servers;
    private final Secrets secrets;
    private final Environment environment;
    private final Variables variables;
    private final JsonMapper json;
    private final Duration connectTimeout;
    private final Map<WalletAccount, Slot> slots = new LinkedHashMap<>(MOST, 0.75f, true);

    WalletServers(
            ToolServers servers,
            Secrets secrets,
            Environment environment,
            Variables variables,
            JsonMapper json,
            ToolProperties properties) {
        this.servers = servers;
        this.secrets = secrets;
        this.environment = environment;
        this.variables = variables;
        this.json = json;
        this.connectTimeout = properties.walletConnectTimeout();
    }

    private static final class Slot {
        private final ServerConnection connection;
        private int calls;

        Slot(ServerConnection connection) {
            this.connection = connection;
        }
    }

    /** Asks one tool, once. Blocks until there is an answer or the time is over. */
    public WalletAnswer call(WalletAccount account, String tool, ObjectNode arguments, Duration timeout) {
        return call(account, tool, arguments, null, timeout);
    }

    /**
     * The same, with a last moment.
     *
     * @param notAfter after this moment, by this machine's clock, AgentKit broadcasts nothing any more
     */
    public WalletAnswer call(
            WalletAccount account, String tool, ObjectNode arguments, @Nullable Instant notAfter, Duration timeout) {
        Slot slot;
        ServerClient client;
        try {
            slot = take(account);
        } catch (ChimeraException e) {
            return new WalletAnswer.NotAsked(e.failure().message());
        }
        try {
            try {
                client = slot.connection.client();
            } catch (ChimeraException e) {
                return new WalletAnswer.NotAsked(e.failure().message());
            } catch (RuntimeException e) {
                return new WalletAnswer.NotAsked(Attempt.describe(e));
            }
            return ask(slot.connection, client, request(tool, arguments, notAfter), timeout);
        } finally {
            release(slot);
        }
    }

    private CallToolRequest request(String tool, ObjectNode arguments, @Nullable Instant notAfter) {
        return CallToolRequest.builder(tool)
                .arguments(json.convertValue(arguments, new TypeReference<>() {}))
                .meta(notAfter == null ? Map.of() : Map.of(OnBehalfOf.NOT_AFTER, notAfter.toString()))
                .build();
    }

    private WalletAnswer ask(
            ServerConnection connection, ServerClient client, CallToolRequest request, Duration timeout) {
        try {
            CallToolResult result = client.ask(mcp -> mcp.callTool(request), timeout);
            return result == null ? new WalletAnswer.NoAnswer("the answer is empty") : read(result);
        } catch (RuntimeException e) {
            connection.suspect();
            return new WalletAnswer.NoAnswer(Attempt.describe(e));
        }
    }

    private WalletAnswer read(CallToolResult result) {
        JsonNode content = result.structuredContent() == null
                ? NullNode.getInstance()
                : json.valueToTree(result.structuredContent());
        if (!Boolean.TRUE.equals(result.isError())) {
            return new WalletAnswer.Done(content);
        }
        JsonNode error = content.path("error");
        if (!error.path("code").isString()) {
            return new WalletAnswer.NoAnswer("the tool failed without saying how");
        }
        return new WalletAnswer.Failed(
                error.path("code").asString(), error.path("message").asString(""), sent(error.path("sent")), error);
    }

    private static WalletAnswer.Sent sent(JsonNode sent) {
        if (sent.isBoolean()) {
            return sent.booleanValue() ? WalletAnswer.Sent.YES : WalletAnswer.Sent.NO;
        }
        return WalletAnswer.Sent.UNKNOWN;
    }

    private Slot take(WalletAccount account) {
        synchronized (slots) {
            Slot slot = slots.get(account);
            if (slot == null) {
                makeRoom();
                slot = new Slot(connection(account));
                slots.put(account, slot);
            }
            slot.calls++;
            return slot;
        }
    }

    private void release(Slot slot) {
        synchronized (slots) {
            slot.calls--;
        }
    }

    private void makeRoom() {
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (slots.size() >= MOST && oldestFirst.hasNext()) {
            Slot slot = oldestFirst.next();
            if (slot.calls == 0) {
                oldestFirst.remove();
                slot.connection.close();
            }
        }
        if (slots.size() >= MOST) {
            throw ChimeraException.conflict(
                    "WALLET_UNAVAILABLE", "all " + MOST + " wallet processes are busy", "try again in a moment");
        }
    }

    private ServerConnection connection(WalletAccount account) {
        ServerEntry.Stdio program = program();
        ServerEntry entry = new ServerEntry(ToolServers.AGENTKIT, program, Set.of(), Set.of());
        // Filled in here already: what a key looks like is not for placeholders to interpret.
        return new ServerConnection(
                entry, () -> withKey(program, account), new Placeholders(name -> "${" + name + "}"), connectTimeout);
    }

    private ServerEntry.Stdio withKey(ServerEntry.Stdio program, WalletAccount account) {
        Placeholders placeholders = new Placeholders(variables::get);
        Map<String, String> env = new LinkedHashMap<>();
        for (String setting : SETTINGS) {
            String value = variables.get(setting);
            if (value != null) {
                env.put(setting, value);
            }
        }
        program.env().forEach((name, value) -> env.put(name, placeholders.fill(value)));
        env.put("CHIMERA_NETWORK", account.network());
        String rpc = environment.getProperty("chimera.base-rpc-url", "");
        if (!rpc.isBlank()) {
            env.put("CHIMERA_BASE_RPC_URL", rpc);
        }
        env.put(
                "CHIMERA_WALLET_KEY",
                secrets.resolve(account.tenant(), account.key()).reveal());
        return new ServerEntry.Stdio(placeholders.fill(program.command()), program.args(), env);
    }

    private ServerEntry.Stdio program() {
        return servers.agentkit()
                .map(entry -> (ServerEntry.Stdio) entry.address())
                .orElseGet(() -> {
                    String command = environment.getProperty(COMMAND, "").strip();
                    if (command.isEmpty()) {
                        throw ChimeraException.badInput(
                                "WALLET_UNAVAILABLE",
                                "nothing says how AgentKit's server is started",
                                "build agentkit/ and start with ./chimera, or name it in mcp.json as agentkit");
                    }
                    List<String> words = Arrays.asList(command.split("\\s+"));
                    return new ServerEntry.Stdio(words.getFirst(), words.subList(1, words.size()), Map.of());
                });
    }

    @Override
    public void destroy() {
        synchronized (slots) {
            slots.values().forEach(slot -> slot.connection.close());
            slots.clear();
        }
    }
}
