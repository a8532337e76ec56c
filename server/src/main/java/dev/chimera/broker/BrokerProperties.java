package dev.chimera.broker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Streams and leases.
 *
 * @param batch entries read, and tasks claimed, at once; default 256
 * @param partitions keys that each stream is spread over, by tenant; default 1
 * @param hintsPerTenant hints of one tenant that wait in one stream; the sweeper brings the rest; default 500, because
 *     another tenant's task waits behind as many, in the stream of its type and again in the Judge's
 * @param hintStale after this long in a stream a hint may be added again; default 30 s
 * @param reclaimIdle entries that were read and not acknowledged for this long are read again; default 30 s
 * @param block how long one blocking read waits; default 1 s
 * @param lease how long a process may be silent before its work is given to others; default 15 s
 * @param renewEvery how often a process renews its lease; default 4 s
 */
@ConfigurationProperties("chimera.broker")
public record BrokerProperties(
        @DefaultValue("256") int batch,
        @DefaultValue("1") int partitions,
        @DefaultValue("500") int hintsPerTenant,
        @DefaultValue("30s") Duration hintStale,
        @DefaultValue("30s") Duration reclaimIdle,
        @DefaultValue("1s") Duration block,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("4s") Duration renewEvery) {

    public BrokerProperties {
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException("chimera.broker.batch must be between 1 and 10000, not " + batch);
        }
        if (partitions < 1 || partitions > 1_024) {
            throw new IllegalArgumentException(
                    "chimera.broker.partitions must be between 1 and 1024, not " + partitions);
        }
        if (renewEvery.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException(
                    "chimera.broker.renew-every must be at most half of chimera.broker.lease");
        }
    }
}
