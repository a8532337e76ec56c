package dev.chimera.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.audit.Verification.FirstBad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tampers with one sealed log in every way that SQL has, each time in a transaction that is rolled back. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditVerifierTests {

    private static final int ROUNDS = 15;

    private final AuditDatabase database = AuditDatabase.fresh();
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private List<Sealed> chain = List.of();

    /** A sealed row, and where it stands. */
    private record Sealed(long height, long seq, long xid) {
        static final Comparator<Sealed> IN_CHAIN_ORDER =
                Comparator.comparingLong(Sealed::height).thenComparingLong(Sealed::seq);
    }

    @BeforeAll
    void sealALog() {
        System.out.println("AuditVerifierTests seed " + seed);
        for (int i = 0; i < 150; i++) {
            database.write(1 + random.nextInt(12));
        }
        database.awaitHorizon();
        database.sealer(60).sealNow();
        chain = database.jdbc.query(
                """
                SELECT b.height, l.seq, l.xid
                FROM audit_blocks b CROSS JOIN LATERAL unnest(b.seqs) s JOIN audit_log l ON l.seq = s
                ORDER BY b.height, l.seq
                """, (row, number) -> new Sealed(row.getLong("height"), row.getLong("seq"), row.getLong("xid")));
        database.write(20);
        assertThat(lastHeight()).isGreaterThan(8);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void findsNothingWhenNobodyTouchedIt() {
        Verification verification = database.verifier.verify();
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.ok()).isTrue();
        assertThat(verification.rows()).isEqualTo(chain.size());
        assertThat(verification.blocks()).isEqualTo(lastHeight() + 1);
        assertThat(verification.unsealed()).isEqualTo(20);
    }

    @Test
    void hasMoreTimeForItsStatementsThanOthersHave() throws Exception {
        Duration others = Duration.ofMillis(300);
        try (AuditDatabase hurried = database.another(others)) {
            CompletableFuture<Verification> verification = new CompletableFuture<>();
            database.transactions.executeWithoutResult(status -> {
                // Whatever makes a statement slow: here it waits for somebody.
                database.jdbc.execute("LOCK TABLE audit_blocks IN ACCESS EXCLUSIVE MODE");
                Thread.ofVirtual().start(() -> {
                    try {
                        verification.complete(hurried.verifier.verify());
                    } catch (RuntimeException e) {
                        verification.completeExceptionally(e);
                    }
                });
                Awaitility.await("it takes longer than others may, or gave up")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> verification.isDone() || waitsLongerThan(others));
            });
            assertThat(verification.get(1, TimeUnit.MINUTES).ok()).isTrue();
        }
    }

    private boolean waitsLongerThan(Duration bound) {
        return Boolean.TRUE.equals(database.jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                        + " AND clock_timestamp() - query_start > 2 * ? * interval '1 millisecond')",
                Boolean.class,
                bound.toMillis()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant_id = gen_random_uuid()",
                "at = at + interval '1 microsecond'",
                "at = '2026-12-31 23:59:59.999999+00'",
                "actor = actor || ' '",
                "actor = ''",
                "event = 'TaskApproved'",
                "task_id = NULL",
                "task_id = gen_random_uuid()",
                "campaign_id = gen_random_uuid()",
                "from_version = to_version, to_version = from_version",
                "to_version = NULL",
                "evidence = coalesce(evidence, '{}') || '{\"score\": 0.99}'",
                "evidence = CASE WHEN evidence IS NULL THEN 'null'::jsonb END",
                "actor = actor || event, event = ''"
            })
    void namesTheRowThatWasChanged(String change) {
        for (int i = 0; i < ROUNDS; i++) {
            Sealed row = anyRow();
            FirstBad found = foundAfter("UPDATE audit_log SET " + change + " WHERE seq = " + row.seq());
            assertThat(found.seq()).as("%s of %s, seed %d", change, row, seed).isEqualTo(row.seq());
            assertThat(found.why()).startsWith("was changed");
        }
    }

    @Test
    void namesTheFirstOfSeveralInTheOrderOfTheChain() {
        for (int i = 0; i < ROUNDS; i++) {
            List<Sealed> touched = new ArrayList<>();
            List<String> tampering = new ArrayList<>();
            for (int t = 0; t < 5; t++) {
                Sealed row = anyRow();
                touched.add(row);
                tampering.add(
                        random.nextBoolean()
                                ? "DELETE FROM audit_log WHERE seq = " + row.seq()
                                : "UPDATE audit_log SET event = 'X' WHERE seq = " + row.seq());
            }
            FirstBad found = foundAfter(tampering.toArray(String[]::new));
            assertThat(found.seq())
                    .as("%s, seed %d", touched, seed)
                    .isEqualTo(Collections.min(touched, Sealed.IN_CHAIN_ORDER).seq());
        }
    }

    @Test
    void namesTheRowThatWasRemoved() {
        for (int i = 0; i < ROUNDS; i++) {
            Sealed row = anyRow();
            FirstBad found = foundAfter("DELETE FROM audit_log WHERE seq = " + row.seq());
            assertThat(found).isEqualTo(new FirstBad(row.seq(), "was removed from block " + row.height()));
        }
    }

    @Test
    void namesTheFirstRowWhenAWholeBlocksRowsWereRemoved() {
        for (int i = 0; i < ROUNDS; i++) {
            long height = anyRow().height();
            FirstBad found = foundAfter("DELETE FROM audit_log WHERE seq IN (SELECT unnest(seqs) FROM audit_blocks "
                    + "WHERE height = " + height + ")");
            assertThat(found.seq()).isEqualTo(firstOf(height));
        }
    }

    @Test
    void namesARowThatWasSlippedIntoASealedRange() {
        for (int i = 0; i < ROUNDS; i++) {
            Sealed beside = anyRow();
            FirstBad found =
                    foundAfter("INSERT INTO audit_log (tenant_id, xid, actor, event) VALUES (gen_random_uuid(), "
                            + beside.xid() + ", 'user:x', 'ReviewApproved')");
            assertThat(found.seq())
                    .as("seed %d", seed)
                    .isGreaterThan(chain.getLast().seq());
            assertThat(found.why()).startsWith("was slipped in");
        }
    }

    @Test
    void namesARowThatWasSlippedInWithAForgedNumber() {
        for (int i = 0; i < ROUNDS; i++) {
            Sealed beside = anyRow();
            long forged = random.nextBoolean() ? -1 - random.nextInt(1000) : beside.seq();
            FirstBad found = foundAfter("INSERT INTO audit_log (tenant_id, seq, xid, actor, event) "
                    + "OVERRIDING SYSTEM VALUE VALUES (gen_random_uuid(), " + forged + ", " + beside.xid()
                    + ", 'user:x', 'ReviewApproved')");
            assertThat(found.seq()).as("beside %s, seed %d", beside, seed).isEqualTo(forged);
            assertThat(found.why()).contains(forged < 0 ? "slipped in" : "block " + beside.height());
        }
    }

    @Test
    void namesARowThatWasMovedOrRenumbered() {
        for (int i = 0; i < ROUNDS; i++) {
            Sealed row = anyRow();
            Sealed other = anyRow();
            if (row.xid() != other.xid()) {
                FirstBad moved = foundAfter("UPDATE audit_log SET xid = " + other.xid() + " WHERE seq = " + row.seq());
                assertThat(moved.seq())
                        .as("%s to %s, seed %d", row, other, seed)
                        .isEqualTo(row.seq());
            }
            FirstBad renumbered = foundAfter("UPDATE audit_log SET seq = 1000000 WHERE seq = " + row.seq());
            assertThat(renumbered.seq()).isEqualTo(row.seq());
        }
    }

    @Test
    void namesARowOfATransactionThatCanNotBe() {
        assertThat(foundAfter("INSERT INTO audit_log (tenant_id, xid, actor, event) "
                                + "VALUES (gen_random_uuid(), 1::bigint << 60, 'user:x', 'ReviewApproved')")
                        .why())
                .contains("has not begun yet");
        FirstBad negative = foundAfter(
                "ALTER TABLE audit_log DROP CONSTRAINT audit_log_xid_check",
                "INSERT INTO audit_log (tenant_id, xid, actor, event) VALUES (gen_random_uuid(), -5, 'u', 'E')");
        assertThat(negative.why()).contains("no block holds its transaction");
        assertThat(negative.seq()).isGreaterThan(chain.getLast().seq());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from_xid = from_xid - 1",
                "to_xid = to_xid + 1",
                "to_xid = 1::bigint << 60",
                "sealed_at = sealed_at - interval '1 day'",
                "sealed_at = 'infinity'",
                "previous = sha256(previous)",
                "hash = sha256(hash)",
                "digests = set_byte(digests, 5, (get_byte(digests, 5) + 1) % 256)",
                "seqs = ARRAY(SELECT CASE WHEN s = seqs[1] THEN NULL ELSE s END FROM unnest(seqs) s)",
                "seqs = seqs[2:], digests = substr(digests, 33)",
                "seqs = seqs || 1000000::bigint, digests = digests || sha256('')"
            })
    void namesTheBlockThatWasChanged(String change) {
        for (int i = 0; i < ROUNDS; i++) {
            long height = anyRow().height();
            FirstBad found = foundAfter("UPDATE audit_blocks SET " + change + " WHERE height = " + height);
            assertThat(found.why()).as("%s, seed %d", change, seed).isEqualTo("block " + height + " was changed");
        }
    }

    @Test
    void namesTheBlockWhenARowAndItsDigestWereChangedTogether() {
        long height = anyRow().height();
        FirstBad found = foundAfter(
                "UPDATE audit_log SET event = 'X' WHERE seq = " + firstOf(height),
                "UPDATE audit_blocks SET digests = sha256('') || substr(digests, 33) WHERE height = " + height);
        assertThat(found).isEqualTo(new FirstBad(firstOf(height), "block " + height + " was changed"));
    }

    @Test
    void noticesABlockThatWasSealedAnewInTheMiddle() {
        for (int i = 0; i < ROUNDS; i++) {
            long height = random.nextLong(lastHeight());
            FirstBad found = foundAfter(() -> {
                List<AuditBlock> blocks = blocks();
                AuditBlock old = blocks.get((int) height);
                AuditBlock.Head before = height == 0
                        ? AuditBlock.Head.NONE
                        : blocks.get((int) height - 1).head();
                database.jdbc.update("DELETE FROM audit_log WHERE seq = ?", firstOf(height));
                database.jdbc.update("DELETE FROM audit_blocks WHERE height = ?", height);
                database.store.store(AuditBlock.seal(
                        before,
                        old.toXid(),
                        old.sealedAt(),
                        old.rows().subList(1, old.rows().size())));
            });
            assertThat(found)
                    .isEqualTo(new FirstBad(
                            firstOf(height + 1),
                            "block " + (height + 1) + " does not follow from the block before it"));
        }
    }

    @Test
    void namesTheBlockThatIsMissing() {
        for (int i = 0; i < ROUNDS; i++) {
            long height = random.nextLong(lastHeight());
            String removal = "DELETE FROM audit_blocks WHERE height = " + height;
            assertThat(foundAfter(removal)).isEqualTo(new FirstBad(firstOf(height), "block " + height + " is missing"));
            assertThat(foundAfter(
                            "DELETE FROM audit_log WHERE seq IN (SELECT unnest(seqs) FROM audit_blocks "
                                    + "WHERE height = " + height + ")",
                            removal))
                    .isEqualTo(new FirstBad(firstOf(height + 1), "block " + height + " is missing"));
        }
    }

    @Test
    void noticesBlocksThatChangedPlaces() {
        long last = lastHeight();
        FirstBad found = foundAfter(
                "UPDATE audit_blocks SET height = 1000 WHERE height = " + last,
                "UPDATE audit_blocks SET height = " + last + " WHERE height = " + (last - 1),
                "UPDATE audit_blocks SET height = " + (last - 1) + " WHERE height = 1000");
        assertThat(found.why()).isEqualTo("block " + (last - 1) + " was changed");
    }

    @Test
    void provesWithAnAnchorThatTheChainIsTheOneThatWasSealed() {
        Anchor kept = anchorAt(lastHeight());
        Anchor earlier = anchorAt(lastHeight() / 2);
        Verification sound = database.verifier.verify();
        assertThat(Objects.requireNonNull(sound.head()).height() + ":"
                        + sound.head().hash())
                .isEqualTo(kept.height() + ":" + kept.hash());
        assertThat(database.verifier.verify(kept).ok()).isTrue();
        assertThat(database.verifier.verify(earlier).ok()).isTrue();

        database.transactions.executeWithoutResult(status -> {
            status.setRollbackOnly();
            tamper("DELETE FROM audit_log WHERE seq = " + chain.getFirst().seq(), "DELETE FROM audit_blocks");
            assertThat(database.verifier.verify(kept).firstBad())
                    .isEqualTo(new FirstBad(
                            chain.get(1).seq(), "the chain ends at block -1, before the anchor's " + kept.height()));
            sealAllAnew();
            assertThat(database.verifier.verify().ok()).isTrue();
            assertThat(Objects.requireNonNull(database.verifier.verify(earlier).firstBad())
                            .why())
                    .contains("is not the one of the anchor");
        });
    }

    @Test
    void isNotBroughtDownByAFloodOfForgedRows() {
        Sealed beside = anyRow();
        Verification verification = Objects.requireNonNull(database.transactions.execute(status -> {
            status.setRollbackOnly();
            tamper("INSERT INTO audit_log (tenant_id, xid, actor, event) SELECT gen_random_uuid(), " + beside.xid()
                    + ", 'x', 'X' FROM generate_series(1, 30000)");
            return database.verifier.verify();
        }));
        assertThat(verification.rows()).isEqualTo(chain.size() + 30_000);
        assertThat(Objects.requireNonNull(verification.firstBad()).why()).startsWith("was slipped in");
    }

    private FirstBad foundAfter(String... tampering) {
        return foundAfter(() -> tamper(tampering));
    }

    private FirstBad foundAfter(Runnable tampering) {
        Verification verification = Objects.requireNonNull(database.transactions.execute(status -> {
            status.setRollbackOnly();
            database.jdbc.execute("SET LOCAL session_replication_role = replica");
            tampering.run();
            return database.verifier.verify();
        }));
        assertThat(verification.ok()).isFalse();
        return Objects.requireNonNull(verification.firstBad());
    }

    private void tamper(String... statements) {
        database.tamper(statements);
    }

    /** What an attacker with all rights does: the same rows, a new chain. */
    private void sealAllAnew() {
        AuditBlock.Head head = AuditBlock.Head.NONE;
        long horizon = chain.getLast().xid() + 1;
        List<BlockStore.WaitingRow> rows = database.store.waitingRows(0, horizon, Integer.MAX_VALUE);
        Set<Long> xids =
                new TreeSet<>(rows.stream().map(BlockStore.WaitingRow::xid).toList());
        for (long xid : xids) {
            AuditBlock block = AuditBlock.seal(
                    head,
                    xid + 1,
                    java.time.Instant.EPOCH,
                    rows.stream()
                            .filter(row -> row.xid() == xid)
                            .map(BlockStore.WaitingRow::row)
                            .toList());
            database.store.store(block);
            head = block.head();
        }
    }

    private Anchor anchorAt(long height) {
        return Anchor.parse(Objects.requireNonNull(database.jdbc.queryForObject(
                "SELECT height || ':' || encode(hash, 'hex') FROM audit_blocks WHERE height = ?",
                String.class,
                height)));
    }

    private List<AuditBlock> blocks() {
        List<AuditBlock> blocks = new ArrayList<>();
        database.store.blocks(-1, 1_000, blocks::add);
        return blocks;
    }

    private Sealed anyRow() {
        return chain.get(random.nextInt(chain.size()));
    }

    private long lastHeight() {
        return chain.getLast().height();
    }

    private long firstOf(long height) {
        return chain.stream()
                .filter(row -> row.height() == height)
                .findFirst()
                .orElseThrow()
                .seq();
    }
}
