package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.secret.SecretName;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code wallets}. What a wallet may do stands in its policies ({@link PolicyStore}). */
@Repository
public class WalletStore {

    private static final String FIND = "SELECT * FROM wallets WHERE tenant_id = :tenant AND agent_id = :agent";

    /** Whoever intends or sends a payment locks the wallet too, so none comes between a look at them and the change. */
    private static final String LOCK = FIND + " FOR UPDATE";

    private static final String CREATE = """
            INSERT INTO wallets (tenant_id, id, agent_id, key_secret, network, policy_version, version_id)
            VALUES (:tenant, :id, :agent, :key, :network, 1, gen_random_uuid())
            """;

    /** Another key is another account: what was learnt of the old one is forgotten. Its nonces are the chain's to say. */
    private static final String CHANGE = """
            UPDATE wallets
            SET key_secret = :key, policy_version = :policy,
                address = CASE WHEN key_secret = :key THEN address END,
                version_id = gen_random_uuid(), updated_at = now()
            WHERE tenant_id = :tenant AND id = :id
            """;

    private static final String LEARN = """
            UPDATE wallets SET address = :address, version_id = gen_random_uuid(), updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND address IS NULL
            """;

    private static final String AUDIT = """
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            VALUES (:tenant, :actor, 'WalletPolicySet',
                    jsonb_build_object('agent_id', :agent::uuid, 'wallet_id', :id::uuid, 'network', :network::text,
                                       'key', :key::text, 'policy', :policy::int, 'allow', to_jsonb(:allow::text[]),
                                       'limits', :limits::jsonb))
            """;

    private static final String KEY_TAKEN = """
            SELECT EXISTS (SELECT FROM wallets WHERE tenant_id = :tenant AND network = :network AND key_secret = :key
                           AND agent_id <> :agent)
            """;

    private static final String OPEN = """
            SELECT EXISTS (SELECT FROM payments WHERE tenant_id = :tenant AND wallet_id = :id
                           AND state IN ('INTENDED', 'SENDING'))
            """;

    /** Those of more agents than this are looked at by whoever asks for one. */
    static final int LIST_LIMIT = 1_000;

    private static final String AGENTS = """
            SELECT w.agent_id, a.name
            FROM wallets w
            JOIN agents a ON a.tenant_id = w.tenant_id AND a.id = w.agent_id
            WHERE w.tenant_id = :tenant
            ORDER BY a.name
            LIMIT :limit
            """;

    private final JdbcClient jdbc;
    private final PolicyStore policies;
    private final OpenPaymentStore payments;

    WalletStore(JdbcClient jdbc, PolicyStore policies, OpenPaymentStore payments) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.payments = payments;
    }

    public Optional<Wallet> find(TenantId tenant, AgentId agent) {
        return find(FIND, tenant, agent);
    }

    /** The same, and nobody else changes it or its payments until the caller's transaction ends. */
    Optional<Wallet> lock(TenantId tenant, AgentId agent) {
        return find(LOCK, tenant, agent);
    }

    private Optional<Wallet> find(String sql, TenantId tenant, AgentId agent) {
        return jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .query(this::wallet)
                .optional();
    }

    /**
     * Sets what an OPERATOR wants, as a new policy; nothing when it is set so already. Needs the caller's transaction, and
     * the agent locked.
     *
     * @return whether anything changed
     * @throws ChimeraException WALLET_TAKEN, WALLET_NETWORK_FIXED, WALLET_BUSY
     */
    public boolean set(Caller.Person caller, AgentId agent, WalletSettings settings) {
        Optional<Wallet> found = lock(caller.tenant(), agent);
        if (found.isEmpty()) {
            UUID id = create(caller.tenant(), agent, settings);
            setPolicy(caller, agent, id, 1, settings);
            return true;
        }
        Wallet wallet = found.get();
        if (saysTheSame(wallet, settings)) {
            return false;
        }
        checkChange(wallet, settings);
        int version = wallet.policy().version() + 1;
        setPolicy(caller, agent, wallet.id(), version, settings);
        change(wallet, version, settings);
        return true;
    }

    /**
     * Whether {@link #set} would take these; changes and locks nothing.
     *
     * @throws ChimeraException as {@code set}
     */
    void check(TenantId tenant, AgentId agent, WalletSettings settings) {
        Optional<Wallet> found = find(tenant, agent);
        found.ifPresent(wallet -> checkChange(wallet, settings));
        boolean taken = jdbc.sql(KEY_TAKEN)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .param("network", settings.network().label())
                .param("key", settings.key().toString())
                .query(Boolean.class)
                .single();
        if (taken) {
            throw taken(settings.key().toString());
        }
    }

    /** Whether setting these would change nothing. */
    public static boolean saysTheSame(Wallet wallet, WalletSettings settings) {
        WalletPolicy wanted = PolicyStore.policy(wallet.policy().version(), settings);
        return wallet.key().equals(settings.key())
                && wallet.network() == settings.network()
                && wallet.policy().equals(wanted);
    }

    /**
     * Keeps which account the key belongs to, the first time that it is used.
     *
     * @throws ChimeraException WALLET_TAKEN when it is another agent's
     */
    public void learn(Wallet wallet, EvmAddress address) {
        try {
            jdbc.sql(LEARN)
                    .param("tenant", wallet.tenant().value())
                    .param("id", wallet.id())
                    .param("address", address.value())
                    .update();
        } catch (DuplicateKeyException e) {
            throw taken(address.value());
        }
    }

    private UUID create(TenantId tenant, AgentId agent, WalletSettings settings) {
        UUID id = UUID.randomUUID();
        try {
            jdbc.sql(CREATE)
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .param("agent", agent.value())
                    .param("key", settings.key().toString())
                    .param("network", settings.network().label())
                    .update();
        } catch (DuplicateKeyException e) {
            throw taken(settings.key().toString());
        }
        return id;
    }

    private void change(Wallet wallet, int version, WalletSettings settings) {
        try {
            jdbc.sql(CHANGE)
                    .param("tenant", wallet.tenant().value())
                    .param("id", wallet.id())
                    .param("key", settings.key().toString())
                    .param("policy", version)
                    .update();
        } catch (DuplicateKeyException e) {
            throw taken(settings.key().toString());
        }
    }

    private void checkChange(Wallet wallet, WalletSettings settings) {
        if (wallet.network() != settings.network()) {
            throw ChimeraException.conflict(
                    "WALLET_NETWORK_FIXED",
                    "the wallet is on " + wallet.network().label() + ", and a wallet stays on its network",
                    "give another agent a wallet on " + settings.network().label());
        }
        boolean open = jdbc.sql(OPEN)
                .param("tenant", wallet.tenant().value())
                .param("id", wallet.id())
                .query(Boolean.class)
                .single();
        if (open && !wallet.key().equals(settings.key())) {
            throw ChimeraException.conflict(
                    "WALLET_BUSY",
                    "payments from the present key are still on their way",
                    payments.waitsForPerson(wallet.tenant(), wallet.id())
                            ? "chimera wallets shows one that a person has to decide about first"
                            : "change agent.wallet.key when they have ended, or cancel them");
        }
    }

    private void setPolicy(Caller.Person caller, AgentId agent, UUID wallet, int version, WalletSettings settings) {
        policies.add(caller, wallet, version, settings);
        jdbc.sql(AUDIT)
                .param("tenant", caller.tenant().value())
                .param("actor", caller.actor())
                .param("agent", agent.value())
                .param("id", wallet)
                .param("network", settings.network().label())
                .param("key", settings.key().toString())
                .param("policy", version)
                .param("allow", settings.allow().stream().map(EvmAddress::value).toArray(String[]::new))
                .param("limits", PolicyStore.shown(settings.limits()).toString())
                .update();
    }

    private static ChimeraException taken(String what) {
        return ChimeraException.conflict(
                "WALLET_TAKEN", "another agent pays from " + what + " already", "give each agent a wallet of its own");
    }

    private Wallet wallet(ResultSet row, int number) throws SQLException {
        TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
        UUID id = row.getObject("id", UUID.class);
        String address = row.getString("address");
        return new Wallet(
                tenant,
                id,
                new AgentId(row.getObject("agent_id", UUID.class)),
                SecretName.parse(row.getString("key_secret")),
                Network.of(row.getString("network")).orElseThrow(),
                address == null ? null : EvmAddress.parse(address),
                policies.find(tenant, id, row.getInt("policy_version")));
    }

    /** The agents that have a wallet, with their names and in their order, at most {@value #LIST_LIMIT}. */
    Map<AgentId, String> agents(TenantId tenant) {
        Map<AgentId, String> agents = new LinkedHashMap<>();
        jdbc.sql(AGENTS)
                .param("tenant", tenant.value())
                .param("limit", LIST_LIMIT)
                .query(row -> {
                    agents.put(new AgentId(row.getObject("agent_id", UUID.class)), row.getString("name"));
                });
        return agents;
    }

    /** The names of the secrets that a tenant's wallets are opened with. */
    public List<SecretName> keys(TenantId tenant) {
        return jdbc.sql("SELECT key_secret FROM wallets WHERE tenant_id = :tenant ORDER BY key_secret")
                .param("tenant", tenant.value())
                .query((row, number) -> SecretName.parse(row.getString(1)))
                .list();
    }
}
