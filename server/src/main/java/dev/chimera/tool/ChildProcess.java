package dev.chimera.tool;

import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A server that is a child process of ours, and whose end is noticed. The SDK tells nobody, so whoever asked something
 * would wait for an answer until the last moment.
 */
final class ChildProcess extends StdioClientTransport {

    /** What the process wrote just before its end may still be on its way through the pipe. */
    private static final Executor WHEN_THE_PIPE_IS_READ = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

    private final Sinks.One<Void> end = Sinks.one();

    ChildProcess(ServerParameters program) {
        super(program, McpJsonDefaults.getMapper());
    }

    /** The SDK adds the entry's own variables to what it finds here. */
    @Override
    protected ProcessBuilder getProcessBuilder() {
        ProcessBuilder builder = super.getProcessBuilder();
        ChildEnvironment.reduce(builder.environment());
        return builder;
    }

    /** Fails when the process has ended; never succeeds. */
    Mono<Void> end() {
        return end.asMono();
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return super.connect(handler).doOnSuccess(_ -> Thread.ofVirtual().start(this::watch));
    }

    private void watch() {
        awaitForExit();
        WHEN_THE_PIPE_IS_READ.execute(() -> end.tryEmitError(new IllegalStateException("the server's process ended")));
    }
}
