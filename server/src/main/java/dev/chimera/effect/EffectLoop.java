package dev.chimera.effect;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Entry;
import dev.chimera.broker.Loop;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.StreamReaders;
import dev.chimera.broker.StreamSink;
import dev.chimera.broker.Streams;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sends what is due: at once when it is hinted, otherwise when its time has come, and looks up what is unknown. The
 * database says what is due; a lost hint costs a second.
 */
@Component
class EffectLoop extends Crew implements StreamSink {

    private static final Logger LOG = LoggerFactory.getLogger(EffectLoop.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration ALARM = Duration.ofSeconds(15);
    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final EffectStore effects;
    private final Sender sender;
    private final Reconciler reconciler;
    private final EffectAlarm alarm;
    private final Streams streams;
    private final StreamReaders readers;
    private final ProcessRoles roles;
    private final int parallel;

    private final Semaphore wake = new Semaphore(0);
    private final Semaphore slots;
    private final Set<EffectId> inFlight = ConcurrentHashMap.newKeySet();

    EffectLoop(
            EffectStore effects,
            Sender sender,
            Reconciler reconciler,
            EffectAlarm alarm,
            Streams streams,
            StreamReaders readers,
            ProcessRoles roles,
            EffectProperties properties) {
        this.effects = effects;
        this.sender = sender;
        this.reconciler = reconciler;
        this.alarm = alarm;
        this.streams = streams;
        this.readers = readers;
        this.roles = roles;
        this.parallel = properties.parallel();
        this.slots = new Semaphore(parallel);
    }

    @Override
    public int accept(List<Entry> entries) {
        streams.acknowledge(entries);
        wake.release();
        return 0;
    }

    private void turn() throws InterruptedException {
        Duration wait = effects.untilNext()
                .filter(next -> next.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
        if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
        for (EffectStore.Due due : effects.due(parallel * 2)) {
            EffectId id = due.effect().id();
            if (inFlight.add(id)) {
                slots.acquire();
                Thread.ofVirtual().name("effect-" + id).start(() -> send(due));
            }
        }
    }

    private void send(EffectStore.Due due) {
        try {
            sender.send(due);
        } catch (DataAccessException | TransactionException e) {
            // What was committed says what is known: INTENDED is sent later, SENDING becomes UNKNOWN.
            LOG.warn("effect {} could not be recorded: {}", due.effect().id(), e.toString());
        } finally {
            inFlight.remove(due.effect().id());
            slots.release();
        }
    }

    @Override
    protected List<Loop> begin() {
        return roles.has(ProcessRoles.Part.EFFECT)
                ? List.of(
                        readers.start(StreamName.EFFECTS, this, 1),
                        BackgroundAgent.start("effect-sender", Duration.ZERO, this::turn),
                        BackgroundAgent.start("effect-reconciler", Duration.ofSeconds(1), reconciler::reconcile),
                        BackgroundAgent.start("effect-alarm", ALARM, alarm::look))
                : List.of();
    }

    /** Lets the calls that are being made end, within a bound; what was not started is sent by somebody else. */
    @Override
    protected void end() throws InterruptedException {
        if (slots.tryAcquire(parallel, DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            slots.release(parallel);
        }
        reconciler.drain(DRAIN);
    }
}
