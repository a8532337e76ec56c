package dev.chimera.persona;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.api.EdgeServer;
import dev.chimera.api.EdgeServer.Reply;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class AgentEndpointTests {

    private final EdgeServer server = EdgeServer.shared();
    private final EdgeServer.Tenant tenant = server.newTenant();
    private final AgentStore agents = server.bean(AgentStore.class);

    @Test
    void listsAgentsAsTheContractSays() {
        AgentId zoe = register("Zoë ☕");
        register("Maya Roast");
        post(zoe, "PUBLISHED");
        post(zoe, "PUBLISHED");
        post(zoe, "SENDING");
        setNextSlot(zoe, "now() + interval '10 minutes'");

        JsonNode listed = server.get(tenant.moderator(), "/v1/agents").json().path("agents");
        assertThat(listed).hasSize(2);
        assertThat(listed.path(0).propertyNames()).containsExactly("id", "name", "paused", "next_slot_at", "posts");
        assertThat(listed.path(0).path("name").asString()).isEqualTo("Maya Roast");
        assertThat(listed.path(0).path("next_slot_at").isNull()).isTrue();
        assertThat(listed.path(0).path("posts").intValue()).isZero();
        assertThat(listed.path(1).path("id").asString()).isEqualTo(zoe.toString());
        assertThat(listed.path(1).path("next_slot_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(listed.path(1).path("posts").intValue()).isEqualTo(2);

        setNextSlot(zoe, "now() - interval '1 second'");
        assertThat(server.get(tenant.operator(), "/v1/agents")
                        .json()
                        .path("agents")
                        .path(1)
                        .path("next_slot_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void issuesKeyThatIsStoredAsItsHashAndReplacesTheOldOne() {
        AgentId agent = register("Maya Roast");
        Reply first = server.post(tenant.operator(), "/v1/agents/Maya%20Roast/key");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().propertyNames()).containsExactly("agent", "api_key");
        assertThat(first.json().path("agent").asString()).isEqualTo("Maya Roast");
        String secret = first.json().path("api_key").asString();
        assertThat(secret).hasSizeGreaterThanOrEqualTo(43);
        assertThat(storedHash(agent)).isEqualTo(AgentKey.sha256(secret)).doesNotContain(secret);

        Reply second = server.post(tenant.operator(), "/v1/agents/Maya%20Roast/key");
        assertThat(second.json().path("api_key").asString()).isNotEqualTo(secret);
        assertThat(storedHash(agent)).isNotEqualTo(AgentKey.sha256(secret));
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "AgentKeyIssued", "AgentKeyIssued");
        assertThat(server.jdbc()
                        .sql("SELECT count(*) FROM audit_log WHERE evidence::text LIKE '%' || :secret || '%'")
                        .param("secret", secret)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void pausesAndResumesOnceHoweverOftenItIsAsked() {
        register("Maya Roast");
        assertThat(pausedAfter("pause")).isTrue();
        assertThat(pausedAfter("pause")).isTrue();
        assertThat(pausedAfter("resume")).isFalse();
        assertThat(pausedAfter("resume")).isFalse();
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "AgentPaused", "AgentResumed");
    }

    @Test
    void refusesEveryWriteOfWhoIsNoOperator() {
        register("Maya");
        for (String act : new String[] {"key", "pause", "resume"}) {
            Reply reply = server.post(tenant.moderator(), "/v1/agents/Maya/" + act);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("FORBIDDEN");
        }
        assertThat(server.audited(tenant)).containsExactly("AgentCreated");
    }

    @Test
    void knowsNoAgentOfAnotherTenantOrOfRehearsals() {
        register("Maya");
        EdgeServer.Tenant other = server.newTenant();
        agents.rehearse(other.id(), new AgentName("Rehearsed"), "SOUL.md", "---");
        for (String act : new String[] {"key", "pause", "resume"}) {
            assertThat(server.post(other.operator(), "/v1/agents/Maya/" + act).code())
                    .isEqualTo("AGENT_NOT_FOUND");
            assertThat(server.post(other.operator(), "/v1/agents/Rehearsed/" + act)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(server.audited(other)).isEmpty();
    }

    @Test
    void findsAgentByNameInAnyUnicodeForm() {
        register("Zoe\u0308");
        assertThat(server.post(tenant.operator(), "/v1/agents/Zo%C3%AB/pause").status())
                .isEqualTo(200);
        assertThat(server.post(tenant.operator(), "/v1/agents/Zoe%CC%88/pause").status())
                .isEqualTo(200);
    }

    private AgentId register(String name) {
        return server.bean(TransactionTemplate.class)
                .execute(status -> agents.register(tenant.operator(), new AgentName(name), "SOUL.md", "---"));
    }

    private boolean pausedAfter(String act) {
        Reply reply = server.post(tenant.operator(), "/v1/agents/Maya%20Roast/" + act);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.json().path("paused").asBoolean();
    }

    private String storedHash(AgentId agent) {
        return server.jdbc()
                .sql("SELECT api_key_hash FROM agents WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.id().value())
                .param("id", agent.value())
                .query((row, number) -> row.getString(1))
                .single();
    }

    private void setNextSlot(AgentId agent, String moment) {
        server.jdbc()
                .sql("UPDATE agents SET next_slot_at = " + moment + " WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.id().value())
                .param("id", agent.value())
                .update();
    }

    private void post(AgentId agent, String state) {
        server.jdbc()
                .sql("""
                        INSERT INTO posts (tenant_id, id, agent_id, text, is_ai_labeled, state, posted_at)
                        VALUES (:tenant, :id, :agent, 'hello', true, :state, now())
                        """)
                .param("tenant", tenant.id().value())
                .param("id", UUID.randomUUID())
                .param("agent", agent.value())
                .param("state", state)
                .update();
    }
}
