package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.embedded.SharedServers;
import dev.chimera.secret.Variables;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.testing.OnX;
import dev.chimera.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A secret that takes so long to resolve that the last moment of the call is over when it is there. */
class LastMomentTests {

    private static final String TOKEN = "CHIMERA_TEST_SLOW_TOKEN";

    /** Not annotated, so that no other application finds it when it scans for its components. */
    static class Environment {

        @Bean
        @Primary
        SlowVariables slowVariables() {
            return new SlowVariables();
        }
    }

    /** The token is there at once when the account is looked at, and late when the post is to be sent. */
    static final class SlowVariables implements Variables {

        private final AtomicInteger asked = new AtomicInteger();
        private volatile String token = "";
        private volatile Runnable late = () -> {};

        @Override
        public @Nullable String get(String name) {
            if (!name.equals(TOKEN)) {
                return System.getenv(name);
            }
            if (asked.incrementAndGet() == 3) {
                late.run();
            }
            return token;
        }
    }

    @Test
    void sendsNothingWhenTheSecretComesAfterTheLastMoment() {
        try (OnX x = OnX.start();
                TestServer server = TestServer.start(
                        SharedServers.fresh(),
                        "bridge",
                        List.of(Environment.class),
                        x.properties("chimera.service-token=" + BridgeApp.SERVICE_TOKEN, "chimera.twitter.cooldown=0s")
                                .toArray(String[]::new))) {
            OnX.Account account = x.account();
            BridgeApp app = BridgeApp.of(server);
            XAgents agents = new XAgents(app, x);
            TestAgent maya = agents.unconnected();
            SlowVariables variables = server.bean(SlowVariables.class);
            variables.token = account.accessToken();
            app.jdbc()
                    .sql("""
                            INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token, x_user_id, username)
                            VALUES (?, ?, 'ACCESS_TOKEN', ?, ?, ?)
                            """)
                    .params(maya.tenant().value(), maya.id(), "env:" + TOKEN, account.userId(), account.username())
                    .update();
            Instant last = app.jdbc()
                    .sql("SELECT clock_timestamp() + interval '8 seconds'")
                    .query(java.time.OffsetDateTime.class)
                    .single()
                    .toInstant();
            // The database's clock is what counts, so it is what is waited for.
            variables.late = () -> app.jdbc()
                    .sql(
                            "SELECT pg_sleep(greatest(extract(epoch FROM ?::timestamptz - clock_timestamp()) + 0.1, 0))::text")
                    .param(last.toString())
                    .query(String.class)
                    .single();
            variables.asked.set(1);
            try (TwitterClient service = new TwitterClient(app, BridgeApp.SERVICE_TOKEN)) {
                TwitterClient.Answer answer = service.post(
                        Map.of("text", "Too late."),
                        new OnBehalfOf(maya.tenant(), maya.id(), UUID.randomUUID(), null, last).toMeta());
                assertThat(variables.asked)
                        .as("times that the token was asked for")
                        .hasValue(3);
                assertThat(answer.code()).isEqualTo("EXPIRED");
            }
            assertThat(x.posts(account)).isEmpty();
            assertThat(agents.states(maya)).isEmpty();
        }
    }
}
