package dev.chimera.tool;

import io.modelcontextprotocol.client.McpAsyncClient;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client of one MCP server, for as long as that lives.
 *
 * @param end fails when the server is known to be gone
 */
record ServerClient(McpAsyncClient mcp, Mono<Void> end) {

    /** The answer; throws what the client throws, at the timeout, or when the server is gone. */
    <T> @Nullable T ask(Function<McpAsyncClient, Mono<T>> question, Duration timeout) {
        return Mono.firstWithSignal(question.apply(mcp), end.then(Mono.empty())).block(timeout);
    }
}
