package dev.chimera.bridge;

import dev.chimera.tenant.Caller;
import dev.chimera.tenant.RequestCaller;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import jakarta.servlet.http.HttpServlet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The SDK's stateless HTTP transport, with two habits taken away: it answered parameters of the wrong form with HTTP 500
 * and a parser's words, and it wrote its exceptions, stack trace included, into answers. The proven caller travels in the
 * transport context.
 */
public final class StrictTransport implements McpStatelessServerTransport {

    /** A tweet with its escapes is a few kB; nothing larger is one. */
    private static final int LARGEST_REQUEST = 256 * 1024;

    private static final String CALLER = "caller";
    private static final String INTERNAL_ERROR = "internal error: whether anything was done is not known";
    private static final Logger LOG = LoggerFactory.getLogger(StrictTransport.class);

    private final HttpServletStatelessServerTransport servlet;

    public StrictTransport(String path) {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(McpError.class, new ErrorAnswer()))
                .build();
        this.servlet = HttpServletStatelessServerTransport.builder()
                .jsonMapper(new JacksonMcpJsonMapper(mapper))
                .messageEndpoint(path)
                .maxRequestSize(LARGEST_REQUEST)
                .contextExtractor(request -> McpTransportContext.create(Map.of(CALLER, RequestCaller.of(request))))
                .build();
    }

    /** What Tomcat has to serve. */
    public HttpServlet servlet() {
        return new StrictServlet(servlet, LARGEST_REQUEST);
    }

    /** Who is calling, as proven by the request's credential. */
    public static Caller caller(McpTransportContext context) {
        return (Caller) context.get(CALLER);
    }

    /** Whatever is not an answer becomes an internal error that says nothing but a number to look for in the log. */
    public static <T> T guarded(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (McpError e) {
            throw e;
        } catch (RuntimeException e) {
            UUID incident = UUID.randomUUID();
            LOG.error("incident {}", incident, e);
            throw internalError(incident.toString());
        }
    }

    private static McpError internalError(String incident) {
        return McpError.builder(McpSchema.ErrorCodes.INTERNAL_ERROR)
                .message(INTERNAL_ERROR)
                .data(Map.of("incident", incident))
                .build();
    }

    @Override
    public void setMcpHandler(McpStatelessServerHandler handler) {
        servlet.setMcpHandler(new StrictHandler(handler));
    }

    @Override
    public Mono<Void> closeGracefully() {
        return servlet.closeGracefully();
    }

    @Override
    public List<String> protocolVersions() {
        return servlet.protocolVersions();
    }

    private record StrictHandler(McpStatelessServerHandler handler) implements McpStatelessServerHandler {

        @Override
        public Mono<JSONRPCResponse> handleRequest(McpTransportContext context, JSONRPCRequest request) {
            Mono<JSONRPCResponse> response;
            try {
                response = handler.handleRequest(context, request);
            } catch (RuntimeException e) {
                // Before there is a response to wait for, the SDK only reads the parameters.
                LOG.debug("unreadable parameters of {}", request.method(), e);
                return Mono.just(JSONRPCResponse.error(
                        request.id(),
                        new JSONRPCResponse.JSONRPCError(
                                McpSchema.ErrorCodes.INVALID_PARAMS, "the parameters have the wrong form", null)));
            }
            return response.map(StrictHandler::withoutInternals);
        }

        private static JSONRPCResponse withoutInternals(JSONRPCResponse response) {
            JSONRPCResponse.@Nullable JSONRPCError error = response.error();
            if (error == null
                    || error.code() != McpSchema.ErrorCodes.INTERNAL_ERROR
                    || INTERNAL_ERROR.equals(error.message())) {
                return response;
            }
            LOG.error("internal error: {}", error.message());
            return JSONRPCResponse.error(
                    response.id(),
                    new JSONRPCResponse.JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, INTERNAL_ERROR, null));
        }

        @Override
        public Mono<Void> handleNotification(McpTransportContext context, JSONRPCNotification notification) {
            return handler.handleNotification(context, notification);
        }
    }

    /** An error that belongs to no readable request, as JSON-RPC wants it. */
    private static final class ErrorAnswer extends ValueSerializer<McpError> {

        @Override
        public void serialize(McpError error, JsonGenerator out, SerializationContext context) {
            int code = error.getJsonRpcError().code();
            out.writeStartObject();
            out.writeStringProperty("jsonrpc", McpSchema.JSONRPC_VERSION);
            out.writeNullProperty("id");
            out.writeObjectPropertyStart("error");
            out.writeNumberProperty("code", code);
            out.writeStringProperty(
                    "message", code == McpSchema.ErrorCodes.INTERNAL_ERROR ? INTERNAL_ERROR : error.getMessage());
            out.writeEndObject();
            out.writeEndObject();
        }
    }
}
