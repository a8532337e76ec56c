package dev.chimera.tenant;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tenants and their people, and who a key belongs to. */
@Component
class TenantStore {

    private final JdbcClient jdbc;

    TenantStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One row of whoever holds a key; without a role it is an agent. */
    private record Holder(
            UUID tenantId,
            UUID id,
            @Nullable String email,
            @Nullable String role) {

        Caller caller() {
            TenantId tenant = new TenantId(tenantId);
            return email == null || role == null
                    ? new Caller.Agent(tenant, id)
                    : new Caller.Person(tenant, new UserId(id), email, Role.valueOf(role));
        }
    }

    /** Whom the key belongs to. A tenant's API key acts as that tenant's first OPERATOR. */
    Optional<Caller> findCaller(ApiKey key) {
        return jdbc.sql("""
                        SELECT tenant_id, id, email, role FROM users WHERE token_hash = :hash
                        UNION ALL
                        SELECT first.tenant_id, first.id, first.email, first.role
                        FROM tenants t
                        CROSS JOIN LATERAL (
                            SELECT u.tenant_id, u.id, u.email, u.role
                            FROM users u
                            WHERE u.tenant_id = t.id AND u.role = 'OPERATOR'
                            ORDER BY u.created_at, u.id
                            LIMIT 1
                        ) first
                        WHERE t.api_key_hash = :hash
                        UNION ALL
                        SELECT tenant_id, id, NULL, NULL FROM agents WHERE api_key_hash = :hash
                        LIMIT 1
                        """)
                .param("hash", key.hash())
                .query(Holder.class)
                .optional()
                .map(Holder::caller);
    }

    /** Makes the tenant unless there is one of that name; whoever was first, everybody gets the same id. */
    TenantId ensureTenant(String name, ApiKey key) {
        jdbc.sql("""
                        INSERT INTO tenants (id, name, api_key_hash)
                        VALUES (:id, :name, :hash)
                        ON CONFLICT (name) DO NOTHING
                        """)
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("hash", key.hash())
                .update();
        return new TenantId(jdbc.sql("SELECT id FROM tenants WHERE name = :name")
                .param("name", name)
                .query(UUID.class)
                .single());
    }

    /** A tenant's name; empty when there is none with this id. */
    Optional<String> name(UUID tenant) {
        return jdbc.sql("SELECT name FROM tenants WHERE id = :id")
                .param("id", tenant)
                .query(String.class)
                .optional();
    }

    /** Makes the person unless there is one with that address; a token that is given replaces the last one. */
    void ensureUser(TenantId tenant, String email, Role role, @Nullable ApiKey token) {
        jdbc.sql("""
                        INSERT INTO users (tenant_id, id, email, role, token_hash)
                        VALUES (:tenant, :id, :email, :role, :hash)
                        ON CONFLICT (tenant_id, email)
                        DO UPDATE SET token_hash = coalesce(excluded.token_hash, users.token_hash)
                        """)
                .param("tenant", tenant.value())
                .param("id", UUID.randomUUID())
                .param("email", email)
                .param("role", role.name())
                .param("hash", token == null ? null : token.hash())
                .update();
    }

    /** A person of the tenant who is known to be there. */
    Caller.Person person(TenantId tenant, String email) {
        return jdbc.sql("SELECT id, email, role FROM users WHERE tenant_id = :tenant AND email = :email")
                .param("tenant", tenant.value())
                .param("email", email)
                .query((row, number) -> new Caller.Person(
                        tenant,
                        new UserId(row.getObject("id", UUID.class)),
                        row.getString("email"),
                        Role.valueOf(row.getString("role"))))
                .single();
    }
}
