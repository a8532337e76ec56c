package dev.chimera.worker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** From what was handed in; PostgreSQL knows the length of a text without reading it. */
@Repository
class StoredWeights implements SourceWeights {

    private static final String BYTES = """
            SELECT count(*) AS sources,
                   coalesce(sum(CASE WHEN failure IS NOT NULL THEN 0
                                     ELSE coalesce(octet_length(content), :address) END), 0) AS bytes
            FROM campaign_sources WHERE tenant_id = :tenant AND campaign_id = :campaign
            """;

    private final JdbcClient jdbc;

    StoredWeights(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Weight of(TenantId tenant, CampaignId campaign, long perAddress) {
        return jdbc.sql(BYTES)
                .param("address", perAddress)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .query((row, number) -> new Weight(row.getInt("sources"), row.getLong("bytes")))
                .single();
    }
}
