package dev.chimera.wallet;

import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The tables {@code wallet_policies} and {@code wallet_limits}: rows are added, and never changed. */
@Repository
class PolicyStore {

    private static final String ADD = """
            INSERT INTO wallet_policies (tenant_id, wallet_id, version, allow, set_by)
            VALUES (:tenant, :wallet, :version, :allow::text[], :actor)
            """;

    private static final String ADD_LIMIT = """
            INSERT INTO wallet_limits (tenant_id, wallet_id, policy_version, asset, token, decimals, max_payment,
                                       window_hours, window_total, window_count, auto_approve)
            VALUES (:tenant, :wallet, :version, :asset, :token, :decimals, :maxPayment::numeric, :hours,
                    :windowTotal::numeric, :windowCount, :autoApprove::numeric)
            """;

    private static final String ALLOW = """
            SELECT allow FROM wallet_policies WHERE tenant_id = :tenant AND wallet_id = :wallet AND version = :version
            """;

    private static final String LIMITS = """
            SELECT * FROM wallet_limits
            WHERE tenant_id = :tenant AND wallet_id = :wallet AND policy_version = :version
            """;

    private final JdbcClient jdbc;

    PolicyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static WalletPolicy policy(int version, WalletSettings settings) {
        return new WalletPolicy(
                version,
                Set.copyOf(new LinkedHashSet<>(settings.allow())),
                settings.limits().stream()
                        .collect(Collectors.toMap(limit -> limit.asset().symbol(), Function.identity())));
    }

    /** For people and for the audit log: amounts in units of the asset. */
    static ArrayNode shown(List<Limit> limits) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        for (Limit limit : limits) {
            Asset asset = limit.asset();
            shown.addObject()
                    .put("asset", asset.symbol())
                    .put("max_payment", asset.decimal(limit.maxPayment()))
                    .put("window_hours", limit.window().toHours())
                    .put("window_total", asset.decimal(limit.windowTotal()))
                    .put("window_count", limit.windowCount())
                    .put("auto_approve", asset.decimal(limit.autoApprove()));
        }
        return shown;
    }

    void add(Caller.Person caller, UUID wallet, int version, WalletSettings settings) {
        jdbc.sql(ADD)
                .param("tenant", caller.tenant().value())
                .param("wallet", wallet)
                .param("version", version)
                .param("allow", settings.allow().stream().map(EvmAddress::value).toArray(String[]::new))
                .param("actor", caller.actor())
                .update();
        for (Limit limit : settings.limits()) {
            EvmAddress token = limit.asset().token();
            jdbc.sql(ADD_LIMIT)
                    .param("tenant", caller.tenant().value())
                    .param("wallet", wallet)
                    .param("version", version)
                    .param("asset", limit.asset().symbol())
                    .param("token", token == null ? null : token.value())
                    .param("decimals", limit.asset().decimals())
                    .param("maxPayment", limit.maxPayment().toString())
                    .param("hours", Math.toIntExact(limit.window().toHours()))
                    .param("windowTotal", limit.windowTotal().toString())
                    .param("windowCount", limit.windowCount())
                    .param("autoApprove", limit.autoApprove().toString())
                    .update();
        }
    }

    WalletPolicy find(TenantId tenant, UUID wallet, int version) {
        Set<EvmAddress> allow = jdbc.sql(ALLOW)
                .param("tenant", tenant.value())
                .param("wallet", wallet)
                .param("version", version)
                .query((row, number) -> Arrays.stream(
                                (String[]) row.getArray("allow").getArray())
                        .map(EvmAddress::parse)
                        .collect(Collectors.toUnmodifiableSet()))
                .single();
        List<Limit> limits = jdbc.sql(LIMITS)
                .param("tenant", tenant.value())
                .param("wallet", wallet)
                .param("version", version)
                .query(PolicyStore::limit)
                .list();
        return new WalletPolicy(
                version,
                allow,
                limits.stream().collect(Collectors.toMap(limit -> limit.asset().symbol(), Function.identity())));
    }

    private static Limit limit(ResultSet row, int number) throws SQLException {
        String token = row.getString("token");
        return new Limit(
                new Asset(
                        row.getString("asset"), token == null ? null : EvmAddress.parse(token), row.getInt("decimals")),
                units(row, "max_payment"),
                Duration.ofHours(row.getInt("window_hours")),
                units(row, "window_total"),
                row.getInt("window_count"),
                units(row, "auto_approve"));
    }

    static BigInteger units(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getBigDecimal(column), column).toBigIntegerExact();
    }
}
