package dev.chimera.effect;

import dev.chimera.broker.Faults;
import dev.chimera.broker.Pulse;
import dev.chimera.effect.LookStore.Look;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tool.ReadResult;
import dev.chimera.tool.ToolReader;
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
 * Looks up what became of a call whose answer was lost: a post in the author's own timeline, a payment on the chain, by its
 * nonce. Found, it is CONFIRMED. Not found, it is looked for again over a window, and then a person decides. Afterwards it
 * goes on looking, with growing pauses: what it finds late corrects the record, wherever the answer then stands. It is
 * never sent again.
 *
 * <p>Each account is looked at by a thread of its own, and by one at a time: one that does not answer holds up itself. A
 * look at a timeline answers for everything that its agent has open. An effect whose look fails by its own fault, with an
 * {@link Error} too, is one that nobody can look for: it is looked for again with growing pauses, a person is asked in the
 * end, and the others of its account are not held up.
 */
@Component
class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final String ACTOR = "reconciler";
    private static final int BATCH = 100;
    private static final Settlement LOST = new Settlement.Doubtful(
            Failure.of("OUTCOME_UNKNOWN", "the process that was sending it died, or could not record the answer"));

    private final EffectStore effects;
    private final LookStore looks;
    private final LookPlan plan;
    private final EffectOutcomes outcomes;
    private final ToolReader reader;
    private final EffectProperties properties;
    private final Semaphore slots;
    private final Set<Account> inSight = ConcurrentHashMap.newKeySet();

    Reconciler(
            EffectStore effects,
            LookStore looks,
            EffectOutcomes outcomes,
            ToolReader reader,
            EffectProperties properties) {
        this.effects = effects;
        this.looks = looks;
        this.plan = new LookPlan(properties);
        this.outcomes = outcomes;
        this.reader = reader;
        this.properties = properties;
        this.slots = new Semaphore(properties.lookParallel());
    }

    /**
     * One round: what a dead sender left in SENDING becomes UNKNOWN, and a look begins at every account that is due, as far
     * as there is room; nobody waits for its end.
     */
    void reconcile() {
        for (Effect abandoned : effects.abandoned(BATCH)) {
            Pulse.beat();
            alone("effect " + abandoned.id() + " stays SENDING", () -> outcomes.settle(abandoned, LOST, ACTOR));
        }
        for (Account account : looks.accounts(properties.lookParallel() * 2)) {
            if (inSight.contains(account)) {
                continue;
            }
            if (!slots.tryAcquire()) {
                break;
            }
            inSight.add(account);
            begin(account);
        }
    }

    private void begin(Account account) {
        try {
            Thread.ofVirtual().name("look-" + account.agent()).start(() -> lookAt(account));
        } catch (Throwable e) {
            end(account);
            throw e;
        }
    }

    private void end(Account account) {
        inSight.remove(account);
        slots.release();
    }

    /** Lets the looks that are under way end, within a bound. */
    void drain(Duration bound) throws InterruptedException {
        if (slots.tryAcquire(properties.lookParallel(), bound.toMillis(), TimeUnit.MILLISECONDS)) {
            slots.release(properties.lookParallel());
        }
    }

    private void lookAt(Account account) {
        try {
            switch (account.destination()) {
                case TWITTER -> {
                    List<Look> due = looks.take(account, BATCH, lease(account));
                    if (!due.isEmpty()) {
                        OnBehalfOf agent = OnBehalfOf.agent(
                                account.tenant(), account.agent().value());
                        ReadResult timeline = read(account, agent);
                        due.forEach(look -> concludeAlone(look, timeline));
                    }
                }
                case COMMERCE -> {
                    // One by one, as they are paid: the next one is due at once, and its account waits behind the
                    // others.
                    for (Look look : looks.take(account, 1, lease(account))) {
                        concludeAlone(look, read(account, Sender.onBehalfOf(look.effect())));
                    }
                }
            }
        } catch (Throwable e) {
            // The lease of the look ends, and then it is due again.
            if (Faults.pass(e)) {
                LOG.warn("agent {} can't be looked at: {}", account.agent(), e.toString());
            } else {
                LOG.error("agent {} can't be looked at", account.agent(), e);
            }
        } finally {
            end(account);
        }
    }

    private ReadResult read(Account account, OnBehalfOf whom) {
        Destination destination = account.destination();
        try {
            return reader.resource(destination.server(), destination.lookup(), whom, properties.timeout(destination));
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            return unreadable("what " + destination.server() + " answered for agent " + account.agent(), e);
        }
    }

    /** What fails by its own fault can't be looked up; what that comes to is for {@link LookPlan} to say. */
    private void concludeAlone(Look look, ReadResult found) {
        try {
            conclude(look, found);
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            ReadResult unreadable =
                    unreadable("what was found of effect " + look.effect().id(), e);
            alone("effect " + look.effect().id() + " can't even be put off", () -> conclude(look, unreadable));
        }
    }

    private static ReadResult unreadable(String what, Throwable e) {
        LOG.error("{} can't be read", what, e);
        return new ReadResult.Unreadable(Faults.inShort(e));
    }

    /** It takes nothing away from the others; with the next round it is tried again. */
    private static void alone(String otherwise, Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            LOG.error(otherwise, e);
        }
    }

    private Duration lease(Account account) {
        return properties.timeout(account.destination()).multipliedBy(2);
    }

    private void conclude(Look look, ReadResult found) {
        Effect effect = look.effect();
        switch (found) {
            case ReadResult.Read read ->
                conclude(look, Finding.of(Destination.of(effect.tool()), read.content(), effect));
            case ReadResult.Unreadable away -> {
                LOG.info("effect {} can't be looked up yet: {}", effect.id(), away.why());
                looks.again(effect, plan.blindPause(effect, look.age()));
                if (look.unasked() && look.tooLate() && plan.asksBlindAfter(look.age())) {
                    outcomes.doubt(effect, why(effect, "nobody could look for it (" + away.why() + ")"), ACTOR);
                }
            }
        }
    }

    private void conclude(Look look, Finding finding) {
        Effect effect = look.effect();
        switch (finding) {
            case Finding.Happened happened -> happened(effect, happened);
            case Finding.NeverWill never
            when effect.state() == EffectState.UNKNOWN ->
                outcomes.settle(effect, new Settlement.Refused(never.failure(), never.feeWei()), ACTOR);
            // A person said that it happened, and it was looked for all the same.
            case Finding.NeverWill never
            when effect.state() == EffectState.CONFIRMED -> {
                tellCorrection(effect, never.failure().message());
                outcomes.settle(effect, new Settlement.Retracted(never.failure(), never.feeWei()), ACTOR);
            }
            case Finding.NotThere notThere -> {
                looks.again(effect, plan.pause(effect, look.age()));
                if (look.unasked() && look.tooLate() && plan.asksAfter(look.age())) {
                    outcomes.doubt(effect, why(effect, "it is not " + notThere.where()), ACTOR);
                }
            }
            case Finding.NeverWill _, Finding.Undecided _ -> looks.again(effect, plan.pause(effect, look.age()));
        }
    }

    private void happened(Effect effect, Finding.Happened happened) {
        if (effect.state() == EffectState.UNKNOWN) {
            outcomes.settle(effect, new Settlement.Confirmed(happened.externalId(), happened.feeWei()), ACTOR);
            return;
        }
        tellCorrection(effect, happened.externalId());
        outcomes.settle(effect, new Settlement.Corrected(happened.externalId(), happened.feeWei()), ACTOR);
    }

    private static void tellCorrection(Effect effect, String found) {
        Failure failure = effect.failure();
        LOG.warn(
                "effect {} is {} by a person's word ({}), which is corrected by what was found: {}",
                effect.id(),
                effect.state(),
                failure == null ? effect.externalId() : failure.message(),
                found);
    }

    private static String why(Effect effect, String seen) {
        Failure failure = effect.failure();
        String lost = failure == null ? "its answer was lost" : failure.message();
        return "whether it happened is not known (" + lost + "), and " + seen
                + "; approve if you see it there, reject if not: it is never sent again";
    }
}
