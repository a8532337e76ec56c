package dev.chimera.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;

/** The whole server, with a home: what its own connections can do to the audit log, and what it makes of a forged one. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditGuardTests {

    @TempDir
    private static Path home;

    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.start("api", "chimera.home=" + home, "chimera.audit.seal-every=1h");
        write();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void write() {
        server.jdbc()
                .sql("INSERT INTO audit_log (tenant_id, actor, event) VALUES (:id, 'test', 'Tested')")
                .param("id", UUID.randomUUID())
                .update();
    }

    private SealRound seal() {
        // Transactions of other tests' databases may hold sealing back.
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> server.bean(AuditSealer.class).sealNow(),
                        round -> !round.equals(new SealRound.Sealed(0, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET actor = 'somebody else'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "INSERT INTO audit_log (tenant_id, at, actor, event) VALUES (gen_random_uuid(), now(), 'x', 'X')",
                "INSERT INTO audit_log (tenant_id, xid, actor, event) VALUES (gen_random_uuid(), 1, 'x', 'X')",
                "INSERT INTO audit_log (tenant_id, seq, actor, event) VALUES (gen_random_uuid(), 1, 'x', 'X')",
                "UPDATE audit_blocks SET hash = previous",
                "UPDATE audit_blocks SET seqs = NULL, digests = NULL",
                "DELETE FROM audit_blocks",
                "TRUNCATE audit_blocks",
                "DELETE FROM audit_archives",
                "INSERT INTO audit_archives DEFAULT VALUES",
                "UPDATE audit_clusters SET xid_offset = 7",
                "ALTER TABLE audit_log DISABLE TRIGGER ALL",
                "DROP TABLE audit_blocks",
                "SET session_replication_role = replica"
            })
    void keepsItsOwnStatementsFromChangingTheLog(String statement) {
        assertThatThrownBy(() -> server.jdbc().sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageMatching("ERROR: (permission denied|must be owner).*");
        assertThat(server.bean(AuditGuard.class).isOpen()).isFalse();
    }

    @Test
    void signsWithAKeyOfItsOwnAndRefusesToGoOnWithAForgedChain() throws Exception {
        assertThat(seal()).isInstanceOf(SealRound.Sealed.class);
        Path key = home.resolve("secrets").resolve("audit-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        Verification sound = server.bean(AuditVerifier.class).verify();
        assertThat(sound.firstBad()).isNull();
        assertThat(sound.signed()).isEqualTo(sound.blocks()).isPositive();
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).containsEntry("guarded", true);

        write();
        seal();
        server.owner().sql("ALTER TABLE audit_blocks DISABLE TRIGGER USER").update();
        server.owner()
                .sql("DELETE FROM audit_blocks WHERE height = (SELECT max(height) FROM audit_blocks)")
                .update();
        assertThat(seal()).isInstanceOf(SealRound.Refused.class);
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails().get("reason")).asString().contains("cut off");
    }

    /** As docs/audit.md has it: the server logs in as somebody who was granted the role, and never as the owner. */
    @Test
    void worksWithALoginThatOwnsNothingAndOpensMonthsAsTheOwner() {
        SharedServers.Fresh owner = SharedServers.fresh();
        String login = "server_" + UUID.randomUUID().toString().replace("-", "");
        try (TestServer first = TestServer.start(owner, "api")) {
            String name = first.owner()
                    .sql("SELECT session_user::text")
                    .query(String.class)
                    .single();
            first.owner()
                    .sql("CREATE ROLE " + login + " LOGIN PASSWORD 'of-a-test'")
                    .update();
            first.owner().sql("GRANT \"" + name + "_app\" TO " + login).update();
        }
        String url = owner.jdbcUrl()
                .replaceAll("([?&]user=)[^&]*", "$1" + login)
                .replaceAll("([?&]password=)[^&]*", "$1of-a-test");
        try (TestServer separate = TestServer.start(
                new SharedServers.Fresh(url, owner.redisUrl()),
                "api",
                "chimera.postgres.owner-url=" + owner.jdbcUrl())) {
            assertThat(separate.jdbc()
                            .sql("SELECT session_user::text")
                            .query(String.class)
                            .single())
                    .isEqualTo(login);
            assertThat(separate.bean(AuditGuard.class).isOpen()).isFalse();
            separate.jdbc()
                    .sql("INSERT INTO audit_log (tenant_id, actor, event) VALUES (gen_random_uuid(), 'test', 'Tested')")
                    .update();
            assertThatThrownBy(
                            () -> separate.jdbc().sql("DELETE FROM audit_log").update())
                    .isInstanceOf(DataAccessException.class);

            separate.bean(AuditArchivist.class).maintain();

            assertThat(separate.bean(AuditGuard.class).health().getStatus()).isEqualTo(Status.UP);
            assertThat(separate.bean(ArchiveStore.class).daysAhead()).isGreaterThan(60);
        }
    }

    private Health health() {
        return server.bean(AuditGuard.class).health();
    }
}
