package dev.chimera.task;

import dev.chimera.testing.TestServer;
import java.util.UUID;

/** Processes that a test makes up. */
final class Leases {

    private Leases() {}

    /** A process that lives as long as the test. */
    static UUID alive(TestServer server) {
        return register(server, "1 hour");
    }

    /** A process that died a moment ago. */
    static UUID dead(TestServer server) {
        return register(server, "-1 second");
    }

    /** From now on it is dead. */
    static void kill(TestServer server, UUID worker) {
        server.jdbc()
                .sql("UPDATE workers SET lease_until = now() - interval '1 second' WHERE id = ?")
                .param(worker)
                .update();
    }

    private static UUID register(TestServer server, String lease) {
        UUID worker = UUID.randomUUID();
        server.jdbc()
                .sql("INSERT INTO workers (id, host, pid, lease_until) VALUES (?, 'test', 1, now() + ?::interval)")
                .params(worker, lease)
                .update();
        return worker;
    }
}
