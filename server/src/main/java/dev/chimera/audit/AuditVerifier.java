package dev.chimera.audit;

import dev.chimera.postgres.LongStatements;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Recomputes the chain and every row in it.
 *
 * <p>It reads a stretch of blocks and their rows side by side, each row once, and holds one block at a time. Each stretch
 * is a short transaction of its own: blocks and rows never change, so they need no common snapshot, and a long one would
 * keep PostgreSQL from cleaning up behind the tasks.
 */
@Component
public class AuditVerifier {

    private static final int STRETCH_BLOCKS = 100;
    /** Of what was not sealed for long there may be millions of rows to count, and of a month to sort. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(10);

    private final BlockStore store;
    private final ArchiveStore archives;
    private final TransactionTemplate transactions;
    private final LongStatements longer;
    private final Keyring.Source keys;
    private final SealMemory memory;

    AuditVerifier(
            BlockStore store,
            ArchiveStore archives,
            TransactionTemplate transactions,
            LongStatements longer,
            Keyring.Source keys,
            SealMemory memory) {
        this.store = store;
        this.archives = archives;
        this.transactions = transactions;
        this.longer = longer;
        this.keys = keys;
        this.memory = memory;
    }

    /** Over all tenants; takes about a second for 100,000 rows. Throws DataAccessException when the database is away. */
    public Verification verify() {
        return verify(Optional.empty());
    }

    Verification verify(Anchor anchor) {
        return verify(Optional.of(anchor));
    }

    private Verification verify(Optional<Anchor> anchor) {
        // Remembered before the walk: what is sealed meanwhile is seen as well.
        ChainWalk walk = new ChainWalk(anchor, memory.of(store.horizon().database()), keys.now());
        while (patiently(() -> verifyStretch(walk))) {
            // The next stretch begins where this one ended.
        }
        return walk.end(patiently(() -> store.unsealed(walk.rowsFrom())));
    }

    private <T> T patiently(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            longer.allow(STATEMENT_TIMEOUT);
            return work.get();
        }));
    }

    /** False when there is no block left. */
    private boolean verifyStretch(ChainWalk walk) {
        long above = walk.height();
        Optional<Long> end = store.endOfBlocks(above, STRETCH_BLOCKS);
        if (end.isEmpty()) {
            return false;
        }
        return store.rows(walk.rowsFrom(), end.get(), rows -> {
            // Behind the open cursor, which keeps a month from being dropped until the stretch is done.
            walk.archived(archives.archives());
            store.blocks(above, STRETCH_BLOCKS, block -> walk.check(block, rows));
            return true;
        });
    }
}
