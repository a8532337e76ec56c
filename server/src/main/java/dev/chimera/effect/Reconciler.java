package dev.chimera.effect;

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
 * look at a timeline answers for everything that its agent has open.
 */
@Component
class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final String ACTOR = "reconciler";
    private static final int BATCH = 100;

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
            outcomes.settle(
                    abandoned,
                    new Settlement.Doubtful(Failure.of(
                            "OUTCOME_UNKNOWN", "the process that was sending it died, or could not record the answer")),
                    ACTOR);
        }
        for (Account account : looks.accounts(properties.lookParallel() * 2)) {
            if (inSight.contains(account)) {
                continue;
            }
            if (!slots.tryAcquire()) {
                break;
            }
            inSight.add(account);
            Thread.ofVirtual().name("look-" + account.agent()).start(() -> lookAt(account));
        }
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
                        due.forEach(look -> conclude(look, timeline));
                    }
                }
                case COMMERCE -> {
                    // One by one, as they are paid: the next one is due at once, and its account waits behind the
                    // others.
                    for (Look look : looks.take(account, 1, lease(account))) {
                        conclude(look, read(account, Sender.onBehalfOf(look.effect())));
                    }
                }
            }
        } catch (RuntimeException e) {
            // The lease of the look ends, and then it is due again.
            LOG.warn("agent {} can't be looked at: {}", account.agent(), e.toString());
        } finally {
            inSight.remove(account);
            slots.release();
        }
    }

    private Duration lease(Account account) {
        return properties.timeout(account.destination()).multipliedBy(2);
    }

    private ReadResult read(Account account, OnBehalfOf whom) {
        Destination destination = account.destination();
        return reader.resource(destination.server(), destination.lookup(), whom, properties.timeout(destination));
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
        LOG.warn(
                "effect {} is {} by a person's word ({}), and was found all the same: {}",
                effect.id(),
                effect.state(),
                effect.failure() == null
                        ? effect.externalId()
                        : effect.failure().message(),
                happened.externalId());
        outcomes.settle(effect, new Settlement.Corrected(happened.externalId(), happened.feeWei()), ACTOR);
    }

    private static String why(Effect effect, String seen) {
        Failure failure = effect.failure();
        String lost = failure == null ? "its answer was lost" : failure.message();
        return "whether it happened is not known (" + lost + "), and " + seen
                + "; approve if you see it there, reject if not: it is never sent again";
    }
}
