package dev.chimera.worker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** From what was handed in; PostgreSQL knows the length of a text without reading it. */
@Repository
class StoredWeights implements SourceWeights {

    /** Of an address nobody knows before it was asked: more than nearly all feeds have. */
    private static final int ADDRESS = 1_024 * 1_024;

    private static final String BYTES = """
            SELECT coalesce(sum(CASE WHEN failure IS NOT NULL THEN 0 ELSE coalesce(octet_length(content), :address) END), 0)
            FROM campaign_sources WHERE tenant_id = :tenant AND campaign_id = :campaign
            """;

    private final JdbcClient jdbc;

    StoredWeights(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public long of(TenantId tenant, CampaignId campaign) {
        return jdbc.sql(BYTES)
                .param("address", ADDRESS)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .query(Long.class)
                .single();
    }
}
