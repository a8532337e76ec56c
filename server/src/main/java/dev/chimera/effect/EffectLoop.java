package dev.chimera.effect;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Entry;
import dev.chimera.broker.Faults;
import dev.chimera.broker.Loop;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.Pulse;
import dev.chimera.broker.Retries;
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
import org.springframework.stereotype.Component;

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
    private final Retries<EffectId> retries = new Retries<>();
    private final EffectOutcomes outcomes;

    EffectLoop(
            EffectStore effects,
            Sender sender,
            EffectOutcomes outcomes,
            Reconciler reconciler,
            EffectAlarm alarm,
            Streams streams,
            StreamReaders readers,
            ProcessRoles roles,
            EffectProperties properties) {
        this.effects = effects;
        this.sender = sender;
        this.outcomes = outcomes;
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
            if (retries.isDue(id) && !inFlight.contains(id)) {
                while (!slots.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    Pulse.beat();
                }
                inFlight.add(id);
                begin(due);
            }
        }
    }

    private void begin(EffectStore.Due due) {
        try {
            Thread.ofVirtual().name("effect-" + due.effect().id()).start(() -> send(due));
        } catch (Throwable e) {
            end(due);
            throw e;
        }
    }

    private void end(EffectStore.Due due) {
        inFlight.remove(due.effect().id());
        slots.release();
    }

    private void send(EffectStore.Due due) {
        try {
            sender.send(due);
            retries.succeeded(due.effect().id());
        } catch (Throwable e) {
            // What was committed says what is known: INTENDED is sent later, SENDING becomes UNKNOWN.
            if (Faults.pass(e)) {
                LOG.warn("effect {} could not be recorded: {}", due.effect().id(), e.toString());
            } else {
                onFault(due.effect(), e);
            }
        } finally {
            end(due);
        }
    }

    /** At the version that it was read at: one that has been SENDING since is at another, and becomes UNKNOWN. */
    private void onFault(Effect effect, Throwable e) {
        int times = retries.failed(effect.id());
        LOG.error("effect {} can't be sent, {} of {} times", effect.id(), times, Retries.ATTEMPTS, e);
        if (times < Retries.ATTEMPTS) {
            return;
        }
        try {
            outcomes.settle(effect, new Settlement.Refused(Faults.poison(e)), "effect");
        } catch (Throwable late) {
            LOG.error("effect {} can't be parked either", effect.id(), late);
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
