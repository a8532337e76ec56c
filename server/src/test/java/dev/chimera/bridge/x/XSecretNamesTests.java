package dev.chimera.bridge.x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp;
import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.secret.SecretName;
import org.junit.jupiter.api.Test;

class XSecretNamesTests {

    @Test
    void offersTheNamesThatATenantsAccountsNeedAndNobodyElses() {
        try (BridgeApp app = BridgeApp.start(BridgeApp.database(), "chimera.x.client-secret=env:OUR_APP")) {
            TestAgent maya = app.agent("one", "Maya");
            TestAgent jonas = app.agent("other", "Jonas");
            connect(app, maya, "env:MAYA_X_TOKEN");
            connect(app, jonas, "env:JONAS_X_TOKEN");

            assertThat(app.bean(XSecretNames.class).of(maya.tenant().value()))
                    .extracting(SecretName::toString)
                    .containsExactly("env:OUR_APP", "env:MAYA_X_TOKEN");
        }
    }

    private static void connect(BridgeApp app, TestAgent agent, String name) {
        app.jdbc()
                .sql(
                        "INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token) VALUES (?, ?, 'ACCESS_TOKEN', ?)")
                .params(agent.tenant().value(), agent.id(), name)
                .update();
    }
}
