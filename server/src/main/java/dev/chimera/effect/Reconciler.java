package dev.chimera.effect;

import dev.chimera.failure.Failure;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tool.ReadResult;
import dev.chimera.tool.ToolReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks up what became of a call whose answer was lost: a post in the author's own timeline, a payment on the chain, by its
 * nonce. Found, it is CONFIRMED. Not found, once no call can arrive any more, a person decides. It is never sent again.
 */
@Component
class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final String ACTOR = "reconciler";
    private static final int BATCH = 100;

    private final EffectStore effects;
    private final EffectOutcomes outcomes;
    private final ToolReader reader;
    private final EffectProperties properties;

    Reconciler(EffectStore effects, EffectOutcomes outcomes, ToolReader reader, EffectProperties properties) {
        this.effects = effects;
        this.outcomes = outcomes;
        this.reader = reader;
        this.properties = properties;
    }

    /** One round: what a dead sender left in SENDING becomes UNKNOWN, and what is UNKNOWN is looked up. */
    void reconcile() {
        for (Effect abandoned : effects.abandoned(BATCH)) {
            outcomes.settle(
                    abandoned,
                    new Settlement.Doubtful(Failure.of(
                            "OUTCOME_UNKNOWN", "the process that was sending it died, or could not record the answer")),
                    ACTOR);
        }
        for (EffectStore.Unknown unknown : effects.unknown(BATCH)) {
            lookUp(unknown);
        }
    }

    private void lookUp(EffectStore.Unknown unknown) {
        Effect effect = unknown.effect();
        Destination destination = Destination.of(effect.tool());
        ReadResult found = reader.resource(
                destination.server(), destination.lookup(), whom(destination, effect), properties.timeout(destination));
        switch (found) {
            case ReadResult.Read read -> conclude(Finding.of(destination, read.content(), effect), unknown);
            case ReadResult.Unreadable away ->
                LOG.info("effect {} can't be looked up yet: {}", effect.id(), away.why());
        }
    }

    /** A timeline is the agent's; a payment is asked for by the effect that it carries out. */
    private static OnBehalfOf whom(Destination destination, Effect effect) {
        return switch (destination) {
            case TWITTER -> OnBehalfOf.agent(effect.tenant(), effect.agent().value());
            case COMMERCE -> Sender.onBehalfOf(effect);
        };
    }

    private void conclude(Finding finding, EffectStore.Unknown unknown) {
        Effect effect = unknown.effect();
        switch (finding) {
            case Finding.Happened happened ->
                outcomes.settle(effect, new Settlement.Confirmed(happened.externalId(), happened.feeWei()), ACTOR);
            case Finding.NeverWill never ->
                outcomes.settle(effect, new Settlement.Refused(never.failure(), never.feeWei()), ACTOR);
            case Finding.NotThere notThere -> {
                if (unknown.tooLate()) {
                    outcomes.doubt(effect, why(effect, notThere.where()), ACTOR);
                }
            }
            case Finding.Undecided undecided -> {}
        }
    }

    private static String why(Effect effect, String where) {
        Failure failure = effect.failure();
        String lost = failure == null ? "its answer was lost" : failure.message();
        return "whether it happened is not known (" + lost + "), and it is not " + where
                + "; approve if you see it there, reject if not: it is never sent again";
    }
}
