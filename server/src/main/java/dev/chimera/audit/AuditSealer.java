package dev.chimera.audit;

import dev.chimera.audit.AuditBlock.Head;
import dev.chimera.audit.BlockStore.Horizon;
import dev.chimera.audit.BlockStore.WaitingRow;
import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Looping;
import dev.chimera.broker.Pulse;
import dev.chimera.failure.ChimeraException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals rows in blocks, off the hot path. Every process has a sealer; a lock in the database lets one work at a time.
 *
 * <p>What is sealed is every row whose transaction id is below the horizon, the oldest transaction that still runs: no
 * row can appear there any more. So a transaction that stays open, in any database of the cluster, holds the sealing
 * back; the metric {@code chimera.audit.sealing.lag} shows it. Each block is a transaction of its own, so a sealer that
 * is killed loses the block that it was at, and the next one begins there.
 *
 * <p>Before it goes on, it holds the head that it finds against the last one that this server sealed, and against the keys:
 * on a chain that somebody cut off or sealed anew it builds nothing.
 */
@Component
public class AuditSealer implements SmartLifecycle, Looping {

    private static final Logger LOG = LoggerFactory.getLogger(AuditSealer.class);

    private static final Duration STOP_BOUND = Duration.ofSeconds(5);

    private final BlockStore store;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final AuditProperties properties;
    private final Keyring.Source keys;
    private final SealMemory memory;
    private final Counter sealedRows;
    private volatile Instant sealedUpTo;
    private volatile @Nullable String refusal;
    private volatile boolean stopping;
    private @Nullable BackgroundAgent agent;

    AuditSealer(
            BlockStore store,
            TransactionTemplate transactions,
            InstantSource clock,
            AuditProperties properties,
            Keyring.Source keys,
            SealMemory memory,
            MeterRegistry metrics) {
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
        this.properties = properties;
        this.keys = keys;
        this.memory = memory;
        this.sealedUpTo = clock.instant();
        this.sealedRows = Counter.builder("chimera.audit.rows.sealed")
                .description("rows of the audit log that this process sealed")
                .register(metrics);
        Gauge.builder("chimera.audit.sealing.lag", this, AuditSealer::lagSeconds)
                .description("age of the oldest row that is not sealed; grows while nobody can look")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("chimera.audit.sealing.refused", this, sealer -> sealer.refusal == null ? 0 : 1)
                .description("1 while sealing would make a wrong chain, and a person has to look")
                .register(metrics);
    }

    /** Seals everything that can be sealed now. Throws {@code DataAccessException} when the database is away. */
    public SealRound sealNow() {
        Instant begun = clock.instant();
        SealRound round = sealUntilDone();
        switch (round) {
            case SealRound.Sealed(long blocks, long rows) -> {
                refusal = null;
                LOG.debug("sealed {} rows in {} blocks", rows, blocks);
            }
            case SealRound.Busy() -> LOG.debug("somebody else is sealing");
            case SealRound.Refused(String why) -> {
                if (!why.equals(refusal)) {
                    LOG.error("AUDIT_NOT_SEALED: {}", why);
                }
                refusal = why;
            }
        }
        sealedUpTo = store.oldestUnsealed().filter(begun::isAfter).orElse(begun);
        return round;
    }

    /** Why the last round sealed nothing although it should have; empty when all is well. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    private SealRound sealUntilDone() {
        Keyring ring;
        try {
            ring = keys.now();
        } catch (ChimeraException e) {
            return new SealRound.Refused("the key can't be read: " + e.getMessage());
        }
        long blocks = 0;
        long rows = 0;
        @Nullable Head head = null;
        @Nullable SealRound end = null;
        while (end == null && !stopping) {
            switch (transactions.execute(status -> sealBlock(ring))) {
                case Step.Made(AuditBlock block, boolean full, String database) -> {
                    memory.remember(database, new Anchor(block.height(), block.hash()));
                    Pulse.beat();
                    blocks++;
                    rows += block.rows().size();
                    sealedRows.increment(block.rows().size());
                    head = block.head();
                    if (!full) {
                        // What came meanwhile waits for the next round, or under load blocks would be tiny and many.
                        end = new SealRound.Sealed(blocks, rows);
                    }
                }
                case Step.NothingLeft() -> end = new SealRound.Sealed(blocks, rows);
                case Step.NotNow(SealRound why) -> end = why;
            }
        }
        if (head != null) {
            // An anchor: a copy of this line, kept where nobody who can write the database can, proves the chain.
            LOG.info("audit log sealed: {} rows, head {}:{}", rows, head.height(), head.hash());
        }
        return end == null ? new SealRound.Sealed(blocks, rows) : end;
    }

    /** What came out of one transaction. */
    private sealed interface Step {
        /** @param full whether more rows may be waiting */
        record Made(AuditBlock block, boolean full, String database) implements Step {}

        record NothingLeft() implements Step {}

        record NotNow(SealRound why) implements Step {}
    }

    private Step sealBlock(Keyring ring) {
        if (!store.lock()) {
            return new Step.NotNow(new SealRound.Busy());
        }
        Head head = store.head();
        Horizon horizon = store.horizon();
        Optional<String> doubt = doubt(head, horizon).or(() -> new HeadDoubt(store, ring, memory).about(head, horizon));
        if (doubt.isPresent()) {
            return new Step.NotNow(new SealRound.Refused(doubt.get()));
        }
        List<WaitingRow> rows = store.waitingRows(head.toXid(), horizon.xid(), properties.blockRows() + 1);
        if (rows.isEmpty()) {
            return new Step.NothingLeft();
        }
        long toXid = horizon.xid();
        boolean full = rows.size() > properties.blockRows();
        if (full) {
            // The last transaction may have more rows than came, and is never split.
            long cut = rows.getLast().xid();
            boolean alone = rows.getFirst().xid() == cut;
            toXid = alone ? cut + 1 : cut;
            rows = alone
                    ? store.waitingRows(head.toXid(), toXid, Integer.MAX_VALUE)
                    : rows.stream().filter(row -> row.xid() < cut).toList();
        }
        AuditBlock block = AuditBlock.seal(
                head, toXid, horizon.now(), rows.stream().map(WaitingRow::row).toList());
        AuditBlock signed = ring.signing().map(block::signedWith).orElse(block);
        store.store(signed);
        return new Step.Made(signed, full, horizon.database());
    }

    private static Optional<String> doubt(Head head, Horizon horizon) {
        if (!horizon.atHome()) {
            return Optional.of("this database was moved to another PostgreSQL cluster while the server ran; "
                    + "restart every server, see docs/audit.md");
        }
        if (horizon.xid() < head.toXid()) {
            return Optional.of("PostgreSQL is at transaction " + horizon.xid() + ", but block " + head.height()
                    + " ends at " + head.toXid() + ": the cluster was reset, or the block was changed; "
                    + "restart every server, run audit verify, see docs/audit.md");
        }
        return Optional.empty();
    }

    private double lagSeconds() {
        return Math.max(0, Duration.between(sealedUpTo, clock.instant()).toMillis() / 1000.0);
    }

    @Override
    public synchronized List<BackgroundAgent> loops() {
        return agent == null ? List.of() : List.of(agent);
    }

    @Override
    public synchronized void start() {
        if (agent == null) {
            stopping = false;
            agent = BackgroundAgent.start("audit-sealer", properties.sealEvery(), this::sealNow);
        }
    }

    /** Lets the block end that is being sealed, for 5 s at most; the next process goes on behind it. */
    @Override
    public synchronized void stop() {
        if (agent == null) {
            return;
        }
        stopping = true;
        try {
            agent.askToStop();
            agent.awaitStop(STOP_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        agent = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return agent != null;
    }
}
