package dev.chimera.bridge.commerce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chimera.bridge.Author;
import dev.chimera.bridge.PublishedTool;
import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.StrictTransport;
import dev.chimera.bridge.commerce.PaymentAnswer.Paid;
import dev.chimera.bridge.commerce.PaymentAnswer.Unpaid;
import dev.chimera.failure.ChimeraException;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The MCP face of the {@link CommerceBridge}: two tools, and one resource for whoever lost an answer. */
final class CommerceServer {

    static final String PATH = "/mcp/commerce";
    static final String PAYMENT = "commerce://payment";
    private static final String JSON_TYPE = "application/json";

    private final CommerceBridge bridge;
    private final PaymentLookup lookup;
    private final WalletView view;
    private final JsonMapper json;

    CommerceServer(CommerceBridge bridge, PaymentLookup lookup, WalletView view, JsonMapper json) {
        this.bridge = bridge;
        this.lookup = lookup;
        this.view = view;
        this.json = json;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Refused(Fault error) {

        /** @param left what could be paid of the asset now */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Fault(
                String code,
                String message,
                @Nullable String left,

                @JsonProperty("retry_after_seconds") @Nullable
                Long retryAfterSeconds,

                @JsonProperty("fee_wei") @Nullable String feeWei) {

            /** Whole seconds, rounded up, so that whoever waits that long is not early. */
            static Fault of(PaymentRefusal refusal, @Nullable BigInteger feeWei) {
                Duration wait = refusal.retryAfter();
                return new Fault(
                        refusal.code(),
                        refusal.message(),
                        refusal.left(),
                        wait == null ? null : wait.plusNanos(999_999_999).toSeconds(),
                        feeWei == null ? null : feeWei.toString());
            }
        }
    }

    /** @param id the hash of the transaction */
    private record Transferred(
            String id,
            String to,
            String asset,
            String amount,
            long nonce,
            @JsonProperty("fee_wei") String feeWei) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Standing(
            String state,
            @Nullable String id,
            @JsonProperty("fee_wei") @Nullable String feeWei,
            Refused.@Nullable Fault error) {}

    McpStatelessSyncServer start(StrictTransport transport, String version) {
        return McpServer.sync(transport)
                .serverInfo("chimera-commerce", version)
                .instructions(
                        "Pays as the agent whose key you hold, within its OPERATOR's limits. A refusal says what is"
                                + " left and when more is possible.")
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .build())
                // Our own check answers with stable codes; the SDK's answers with prose.
                .validateToolInputs(false)
                .tools(
                        new SyncToolSpecification(
                                PublishedTool.read("transfer", json).asTool("to", "asset", "amount"), this::transfer),
                        new SyncToolSpecification(
                                PublishedTool.read("get_wallet", json).asTool(), this::getWallet))
                .resources(new SyncResourceSpecification(
                        McpSchema.Resource.builder(PAYMENT, "payment")
                                .description("How the payment of the effect in _meta stands; for the service")
                                .mimeType(JSON_TYPE)
                                .build(),
                        (context, request) -> StrictTransport.guarded(() -> readPayment(context, request))))
                // The request has a thread of its own already.
                .immediateExecution(true)
                .build();
    }

    private CallToolResult transfer(McpTransportContext context, CallToolRequest request) {
        Caller caller = StrictTransport.caller(context);
        return StrictTransport.guarded(() -> switch (Author.admitToAct(caller, request.meta())) {
            case Refusal refusal -> unpaid(bridge.turnAway(caller, request.meta(), refusal));
            case Author author -> transfer(author, request.arguments());
        });
    }

    private CallToolResult transfer(Author author, @Nullable Map<String, Object> arguments) {
        PaymentOrder order;
        try {
            JsonNode given = json.valueToTree(arguments == null ? Map.of() : arguments);
            if (given.has("reason")) {
                throw ChimeraException.badInput("INVALID_PAYMENT", "unknown argument reason", "leave it out");
            }
            order = PaymentOrder.read(given, "transfer");
        } catch (ChimeraException e) {
            return unpaid(bridge.refuse(author, e.failure()));
        }
        return switch (bridge.transfer(author, order)) {
            case Unpaid unpaid -> unpaid(unpaid);
            case Paid(Payment payment, String hash, BigInteger fee) ->
                result(
                        new Transferred(
                                hash,
                                payment.to().value(),
                                payment.asset().symbol(),
                                payment.asset().decimal(payment.amount()),
                                payment.nonce(),
                                fee.toString()),
                        false);
        };
    }

    private CallToolResult getWallet(McpTransportContext context, CallToolRequest request) {
        return StrictTransport.guarded(() -> switch (Author.admitToRead(
                StrictTransport.caller(context), request.meta())) {
            case Refusal refusal -> refused(refusal);
            case Author author -> {
                try {
                    yield result(view.of(author), false);
                } catch (ChimeraException e) {
                    yield unpaid(Unpaid.because(
                            PaymentRefusal.of(e.failure().code(), e.failure().message())));
                }
            }
        });
    }

    private ReadResourceResult readPayment(McpTransportContext context, ReadResourceRequest request) {
        return switch (Author.admitToRead(StrictTransport.caller(context), request.meta())) {
            case Refusal refusal -> throw refusedToRead(refusal.code() + ": " + refusal.message());
            case Author author -> {
                if (author.effect() == null) {
                    throw refusedToRead("INVALID_ARGUMENT: _meta names no effect");
                }
                String body = json.writeValueAsString(standing(lookup.look(author)));
                TextResourceContents contents = TextResourceContents.builder(request.uri(), body)
                        .mimeType(JSON_TYPE)
                        .build();
                yield ReadResourceResult.builder(List.of(contents)).build();
            }
        };
    }

    private static Standing standing(PaymentLookup.Found found) {
        Payment payment = found.payment().orElse(null);
        String state = found.standing().name();
        if (payment == null) {
            return new Standing(state, null, null, null);
        }
        BigInteger fee = payment.feeWei();
        return new Standing(
                state,
                payment.hash(),
                fee == null ? null : fee.toString(),
                payment.failure() == null
                        ? null
                        : Refused.Fault.of(
                                PaymentRefusal.of(
                                        payment.failure().code(),
                                        payment.failure().message()),
                                fee));
    }

    private static McpError refusedToRead(String message) {
        return McpError.builder(McpSchema.ErrorCodes.INVALID_REQUEST)
                .message(message)
                .build();
    }

    private CallToolResult refused(Refusal refusal) {
        return unpaid(Unpaid.because(new PaymentRefusal(
                refusal.code().name(), Objects.requireNonNull(refusal.message()), null, refusal.retryAfter())));
    }

    private CallToolResult unpaid(Unpaid unpaid) {
        return result(new Refused(Refused.Fault.of(unpaid.refusal(), unpaid.feeWei())), true);
    }

    /** The same answer twice: structured, and as text for clients that show only text. */
    private CallToolResult result(Object answer, boolean isError) {
        return CallToolResult.builder()
                .structuredContent(json.convertValue(answer, Map.class))
                .addTextContent(json.writeValueAsString(answer))
                .isError(isError)
                .build();
    }
}
