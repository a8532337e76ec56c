package dev.chimera.bridge;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.TenantId;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/**
 * A process that posts as an agent in the same moment as another. Arguments: the database, the tenant, the agent, a text,
 * and the properties of the server. Says READY, waits for a line, posts, and says what came of it.
 */
final class XRefreshRace {

    private XRefreshRace() {}

    public static void main(String[] args) throws IOException {
        TestAgent agent = new TestAgent(TenantId.parse(args[1]), UUID.fromString(args[2]), ApiKey.fresh());
        try (BridgeApp app = BridgeApp.start(args[0], Arrays.copyOfRange(args, 4, args.length));
                TwitterClient client = new TwitterClient(app, BridgeApp.SERVICE_TOKEN)) {
            System.out.println("READY");
            if (System.in.read() < 0) {
                return;
            }
            TwitterClient.Answer answer =
                    client.post(Map.of("text", args[3]), XAgents.effect(agent, UUID.randomUUID()));
            System.out.println("ANSWER " + answer.body());
        }
    }
}
