package dev.chimera.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer;
import dev.chimera.embedded.PostgresServer.Durability;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.transaction.TransactionException;

class AuditSealerTests {

    private final AuditDatabase database = AuditDatabase.fresh();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        database.close();
    }

    @Test
    void makesNoBlockWithoutRows() {
        assertThat(database.sealer(10).sealNow()).isEqualTo(new SealRound.Sealed(0, 0));
        assertThat(database.count("SELECT count(*) FROM audit_blocks")).isZero();
        assertThat(database.verifier.verify()).isEqualTo(new Verification(true, 0, 0, 0, null, null, 0, 0));
    }

    @Test
    void leavesWhatATransactionThatIsStillOpenMayAddTo() throws Exception {
        CountDownLatch wrote = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        database.write(3);
        database.awaitHorizon();
        Future<?> open = threads.submit(() -> database.transactions.executeWithoutResult(status -> {
            database.write(2);
            wrote.countDown();
            await(mayCommit);
        }));
        wrote.await();
        database.write(4);

        assertThat(database.sealer(100).sealNow()).isEqualTo(new SealRound.Sealed(1, 3));
        assertThat(database.verifier.verify().unsealed()).isEqualTo(4);
        mayCommit.countDown();
        open.get();
        database.awaitHorizon();

        assertThat(database.sealer(100).sealNow()).isEqualTo(new SealRound.Sealed(1, 6));
        assertThat(database.verifier.verify().ok()).isTrue();
        assertThat(database.rowsNotInExactlyOneBlock()).isZero();
    }

    @Test
    void neverSplitsATransactionOverTwoBlocks() {
        for (int rows : new int[] {60, 30, 30, 350, 100, 101, 1, 99}) {
            database.write(rows);
        }
        database.awaitHorizon();

        database.sealer(100).sealNow();

        List<Integer> sizes = database.jdbc.query(
                "SELECT cardinality(seqs) FROM audit_blocks ORDER BY height", (row, number) -> row.getInt(1));
        assertThat(sizes).containsExactly(90, 30, 350, 100, 101, 100);
        assertThat(database.verifier.verify().ok()).isTrue();
    }

    @Test
    void sealsEveryRowOnceWhileWritersOverlapAndRollBack() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        AtomicBoolean writing = new AtomicBoolean(true);
        Future<?> first = threads.submit(() -> sealWhile(writing, database.sealer(50)));
        Future<?> second = threads.submit(() -> sealWhile(writing, database.sealer(70)));

        write(new Random(seed), 8, 150);
        writing.set(false);
        first.get();
        second.get();
        database.awaitHorizon();
        database.sealer(50).sealNow();

        Verification verification = database.verifier.verify();
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.unsealed()).isZero();
        assertThat(verification.rows()).isEqualTo(database.count("SELECT count(*) FROM audit_log"));
        assertThat(verification.rows()).isLessThan(database.count("SELECT max(seq) FROM audit_log"));
        assertThat(verification.blocks()).isGreaterThan(10);
        assertThat(database.rowsNotInExactlyOneBlock()).isZero();
    }

    @Test
    void goesOnBehindASealerThatWasKilledInTheMiddle() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicReference<Long> kills = new AtomicReference<>(0L);
        // With connections of its own: between the look and the kill one could come back, and go to a writer.
        AuditDatabase doomed = database.another();
        Future<?> sealing = threads.submit(() -> sealWhile(writing, doomed.sealer(40)));
        Future<?> killing = threads.submit(() -> {
            while (writing.get()) {
                long killed = database.count("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_locks
                        WHERE locktype = 'advisory' AND granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """);
                kills.updateAndGet(before -> before + killed);
                Thread.onSpinWait();
            }
        });

        write(new Random(1), 4, 200);
        writing.set(false);
        sealing.get();
        killing.get();
        doomed.close();
        database.awaitHorizon();
        database.sealer(40).sealNow();

        System.out.println("killed " + kills.get() + " sealers");
        assertThat(kills.get()).isPositive();
        assertThat(database.verifier.verify().firstBad()).isNull();
        assertThat(database.rowsNotInExactlyOneBlock()).isZero();
    }

    @Test
    void isBusyWhileSomebodyElseSeals() throws Exception {
        database.write(5);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch mayGo = new CountDownLatch(1);
        Future<?> other = threads.submit(() -> database.transactions.executeWithoutResult(status -> {
            assertThat(database.store.lock()).isTrue();
            locked.countDown();
            await(mayGo);
        }));
        locked.await();

        assertThat(database.sealer(10).sealNow()).isEqualTo(new SealRound.Busy());
        mayGo.countDown();
        other.get();
        database.awaitHorizon();
        assertThat(database.sealer(10).sealNow()).isEqualTo(new SealRound.Sealed(1, 5));
    }

    @Test
    void showsHowOldTheOldestUnsealedRowIs() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2100-01-01T00:00:00Z"));
        AuditSealer sealer = database.sealer(10, now::get);
        database.write(3);
        database.awaitHorizon();
        sealer.sealNow();
        assertThat(gauge("chimera.audit.sealing.lag")).isZero();

        now.set(now.get().plusSeconds(90));
        assertThat(gauge("chimera.audit.sealing.lag")).isEqualTo(90);
        sealer.sealNow();
        assertThat(gauge("chimera.audit.sealing.lag")).isZero();
        assertThat(database.metrics.get("chimera.audit.rows.sealed").counter().count())
                .isEqualTo(3);
    }

    @Test
    void sealsInTheBackgroundUntilItIsStopped() {
        AuditSealer sealer = database.sealer(10);
        sealer.start();
        database.write(25);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> database.verifier.verify().unsealed() == 0);
        sealer.stop();
        assertThat(sealer.isRunning()).isFalse();
        database.write(1);

        assertThat(database.verifier.verify().rows()).isEqualTo(25);
        assertThat(database.verifier.verify().unsealed()).isEqualTo(1);
    }

    @Test
    void numbersOnWhenADumpIsRestoredIntoAYoungerCluster(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 3_000; i++) {
            database.jdbc.queryForObject("SELECT pg_current_xact_id()::text", String.class);
        }
        database.write(40);
        database.awaitHorizon();
        database.sealer(15).sealNow();
        database.write(7);

        try (PostgresServer younger = PostgresServer.start(directory, Durability.THROWAWAY);
                AuditDatabase restored = AuditDatabase.at(younger.url())) {
            restored.jdbc.execute("DELETE FROM audit_clusters");
            for (String table : List.of("audit_clusters", "audit_log", "audit_blocks")) {
                copy(database, restored, table);
            }
            AuditSealer sealer = restored.sealer(15);

            assertThat(sealer.sealNow()).isInstanceOf(SealRound.Refused.class);
            assertThat(restored.metrics
                            .get("chimera.audit.sealing.refused")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            restored.migrate();
            restored.jdbc.execute("SELECT setval(pg_get_serial_sequence('audit_log', 'seq'), 1000)");
            restored.write(20);
            restored.awaitHorizon();

            assertThat(restored.sealer(15).sealNow()).isEqualTo(new SealRound.Sealed(2, 27));
            assertThat(restored.verifier.verify().firstBad()).isNull();
            assertThat(restored.verifier.verify().rows()).isEqualTo(67);
            assertThat(restored.rowsNotInExactlyOneBlock()).isZero();
            restored.migrate();
            assertThat(restored.count("SELECT count(*) FROM audit_clusters")).isEqualTo(2);
        }
    }

    @Test
    void printsHowLongTwoHundredThousandRowsTake() {
        for (int i = 0; i < 400; i++) {
            database.write(500);
        }
        database.awaitHorizon();
        long begun = System.nanoTime();
        SealRound round = database.sealer(10_000).sealNow();
        long sealed = System.nanoTime();
        Verification verification = database.verifier.verify();
        long verified = System.nanoTime();

        System.out.printf(
                "200,000 rows: sealed in %d ms, verified in %d ms%n",
                Duration.ofNanos(sealed - begun).toMillis(),
                Duration.ofNanos(verified - sealed).toMillis());
        assertThat(round).isEqualTo(new SealRound.Sealed(20, 200_000));
        assertThat(verification.ok()).isTrue();
        assertThat(verification.rows()).isEqualTo(200_000);
    }

    private void write(Random random, int writers, int transactions) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            Random own = new Random(random.nextLong());
            all.add(threads.submit(() -> {
                for (int i = 0; i < transactions; i++) {
                    writeOnce(own);
                }
            }));
        }
        for (Future<?> writer : all) {
            writer.get();
        }
    }

    /** A transaction with some rows, now and then one that stays open over many others, or is rolled back. */
    private void writeOnce(Random random) {
        database.transactions.executeWithoutResult(status -> {
            int statements = random.nextInt(10) == 0 ? 20 : 1 + random.nextInt(2);
            for (int i = 0; i < statements; i++) {
                database.write(1 + random.nextInt(8));
            }
            if (random.nextInt(5) == 0) {
                status.setRollbackOnly();
            }
        });
    }

    private static void sealWhile(AtomicBoolean writing, AuditSealer sealer) {
        while (writing.get()) {
            try {
                sealer.sealNow();
            } catch (DataAccessException | TransactionException killed) {
                // The next round goes on, as the background agent's does.
                Objects.requireNonNull(killed.getMessage());
            }
        }
    }

    private double gauge(String name) {
        return database.metrics.get(name).gauge().value();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(AuditDatabase from, AuditDatabase to, String table) {
        StringWriter dump = new StringWriter();
        from.jdbc.execute((ConnectionCallback<Long>) connection -> {
            try {
                return copies(connection).copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT", dump);
            } catch (IOException e) {
                throw new SQLException(e);
            }
        });
        to.jdbc.execute((ConnectionCallback<Long>) connection -> {
            try {
                return copies(connection).copyIn("COPY " + table + " FROM STDIN", new StringReader(dump.toString()));
            } catch (IOException e) {
                throw new SQLException(e);
            }
        });
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return new CopyManager(connection.unwrap(BaseConnection.class));
    }
}
