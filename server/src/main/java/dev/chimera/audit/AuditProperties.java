package dev.chimera.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sealing, signing and keeping.
 *
 * @param sealEvery pause between two rounds of the sealer; rows stay unsealed for about this long; default 5 s
 * @param blockRows rows of one block, unless a single transaction wrote more; default 10,000
 * @param key {@code CHIMERA_AUDIT_KEY}: the key that signs the log, and behind it, separated by commas, those that signed
 *     it before; each as 64 hexadecimal digits, as the name of a secret that holds them, or, to verify only, as
 *     {@code public:} and the public key; default {@code home:audit-key}, made at the first start, where there is a home
 * @param keep how long a month of the log stays in the database after its end, at least a month, such as 13m or 2y;
 *     default for ever
 * @param archive the folder for the files of the months that end there; default {@code CHIMERA_HOME/audit}
 * @param maintainEvery pause between two looks at the months; default 1 h
 */
@ConfigurationProperties("chimera.audit")
public record AuditProperties(
        @DefaultValue("5s") Duration sealEvery,
        @DefaultValue("10000") int blockRows,
        @Nullable String key,
        @Nullable Period keep,
        @Nullable Path archive,
        @DefaultValue("1h") Duration maintainEvery) {

    private static final int SHORTEST_DAYS = 28;

    public AuditProperties {
        if (!sealEvery.isPositive() || sealEvery.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "chimera.audit.seal-every must be more than 0 and at most 1h, not " + sealEvery);
        }
        if (blockRows < 1 || blockRows > 1_000_000) {
            throw new IllegalArgumentException(
                    "chimera.audit.block-rows must be between 1 and 1000000, not " + blockRows);
        }
        if (keep != null && LocalDate.EPOCH.plus(keep).toEpochDay() < SHORTEST_DAYS) {
            throw new IllegalArgumentException(
                    "chimera.audit.keep must be a month or longer, such as 13m, not " + keep);
        }
        if (!maintainEvery.isPositive()) {
            throw new IllegalArgumentException("chimera.audit.maintain-every must be positive, not " + maintainEvery);
        }
    }

    /** What {@code key} names, the present key first; empty when it is not set. */
    List<String> keyNames() {
        return key == null
                ? List.of()
                : Stream.of(key.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** Without the key, which may stand there itself. */
    @Override
    public String toString() {
        return "AuditProperties[sealEvery=" + sealEvery + ", blockRows=" + blockRows + ", keep=" + keep + ", archive="
                + archive + ", maintainEvery=" + maintainEvery + "]";
    }
}
