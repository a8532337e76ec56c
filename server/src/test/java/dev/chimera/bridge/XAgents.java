package dev.chimera.bridge;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.testing.OnX;
import java.util.Map;
import java.util.UUID;

/** Agents that post to X, made as a campaign file or a connection would leave them. */
final class XAgents {

    private final BridgeApp app;
    private final OnX x;

    XAgents(BridgeApp app, OnX x) {
        this.app = app;
        this.x = x;
    }

    TestAgent unconnected() {
        TestAgent agent = app.agent("local", "agent " + UUID.randomUUID());
        app.jdbc()
                .sql("UPDATE agents SET twitter = 'x' WHERE id = ?")
                .param(agent.id())
                .update();
        return agent;
    }

    /** With the name of a secret that holds an access token. */
    TestAgent withAccessToken(OnX.Account account) {
        TestAgent agent = unconnected();
        String name = x.secret("token-" + account.username(), account.accessToken());
        app.jdbc()
                .sql(
                        "INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token) VALUES (?, ?, 'ACCESS_TOKEN', ?)")
                .params(agent.tenant().value(), agent.id(), name)
                .update();
        return agent;
    }

    /** With the four secrets of OAuth 1.0a. */
    TestAgent withKeys(OnX.Account account) {
        TestAgent agent = unconnected();
        app.jdbc()
                .sql("""
                        INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token, consumer_key, consumer_secret,
                                                access_token_secret)
                        VALUES (?, ?, 'OAUTH1', ?, ?, ?, ?)
                        """)
                .params(
                        agent.tenant().value(),
                        agent.id(),
                        x.secret("ot-" + account.username(), account.oauth1Token()),
                        x.secret("ck-" + account.username(), account.consumerKey()),
                        x.secret("cs-" + account.username(), account.consumerSecret()),
                        x.secret("os-" + account.username(), account.oauth1TokenSecret()))
                .update();
        return agent;
    }

    /** With tokens that were obtained an hour ago. */
    TestAgent withTokens(OnX.Account account) {
        TestAgent agent = unconnected();
        String access = x.secret("x-" + agent.id() + "-access", account.accessToken());
        String refresh = x.secret("x-" + agent.id() + "-refresh", account.refreshToken());
        app.jdbc()
                .sql("""
                        INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token, refresh_token, x_user_id,
                                                username, token_version, access_expires_at, connected_at)
                        VALUES (?, ?, 'OAUTH2', ?, ?, ?, ?, 1, now() + interval '1 hour', now() - interval '1 hour')
                        """)
                .params(agent.tenant().value(), agent.id(), access, refresh, account.userId(), account.username())
                .update();
        return agent;
    }

    /** The access token's time is over, as far as the database knows. */
    void expire(TestAgent agent) {
        app.jdbc()
                .sql("UPDATE x_accounts SET access_expires_at = now() - interval '1 second' WHERE agent_id = ?")
                .param(agent.id())
                .update();
    }

    static Map<String, Object> effect(TestAgent agent, UUID effect) {
        return new OnBehalfOf(agent.tenant(), agent.id(), effect, null, null).toMeta();
    }

    String states(TestAgent agent) {
        return String.join(
                ",",
                app.jdbc()
                        .sql("SELECT state FROM posts WHERE agent_id = ?")
                        .param(agent.id())
                        .query(String.class)
                        .list());
    }
}
