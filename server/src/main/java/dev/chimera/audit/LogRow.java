package dev.chimera.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code audit_log} whole, as it is hashed and archived.
 *
 * @param xid the transaction that wrote it, as numbered by {@code audit_xid}
 * @param at microseconds since 2000-01-01 UTC, as PostgreSQL keeps it
 * @param evidence the canonical text of {@code jsonb}
 */
record LogRow(
        UUID tenant,
        long seq,
        long xid,
        long at,
        String actor,
        String event,
        @Nullable UUID task,
        @Nullable UUID campaign,
        @Nullable UUID fromVersion,
        @Nullable UUID toVersion,
        @Nullable String evidence) {

    SealedRow sealed() {
        Sha256 digest = new CanonicalHash("chimera.audit.row.1")
                .uuid(tenant)
                .number(seq)
                .number(xid)
                .number(at)
                .text(actor)
                .text(event)
                .uuid(task)
                .uuid(campaign)
                .uuid(fromVersion)
                .uuid(toVersion)
                .text(evidence)
                .digest();
        return new SealedRow(seq, digest);
    }
}
