package dev.chimera.bridge.commerce;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge writes into the audit log of a payment.
 *
 * @param name of the event; not part of the evidence
 * @param amount in units of the asset
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PaymentEvent(
        @JsonIgnore String name,
        @JsonProperty("agent_id") UUID agent,
        @JsonProperty("effect_id") @Nullable UUID effect,
        @JsonProperty("payment_id") @Nullable UUID payment,
        @Nullable String to,
        @Nullable String asset,
        @Nullable String amount,
        @Nullable Long nonce,
        @JsonProperty("tx_hash") @Nullable String hash,
        @JsonProperty("fee_wei") @Nullable String feeWei,
        @Nullable String code,
        @Nullable String message) {}
