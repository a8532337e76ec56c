package dev.chimera.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sealing.
 *
 * @param sealEvery pause between two rounds of the sealer; rows stay unsealed for about this long; default 5 s
 * @param blockRows rows of one block, unless a single transaction wrote more; default 10,000
 */
@ConfigurationProperties("chimera.audit")
public record AuditProperties(
        @DefaultValue("5s") Duration sealEvery,
        @DefaultValue("10000") int blockRows) {

    public AuditProperties {
        if (!sealEvery.isPositive() || sealEvery.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "chimera.audit.seal-every must be more than 0 and at most 1h, not " + sealEvery);
        }
        if (blockRows < 1 || blockRows > 1_000_000) {
            throw new IllegalArgumentException(
                    "chimera.audit.block-rows must be between 1 and 1000000, not " + blockRows);
        }
    }
}
