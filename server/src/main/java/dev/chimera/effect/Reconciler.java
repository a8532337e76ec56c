package dev.chimera.effect;

import dev.chimera.failure.Failure;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tool.ReadResult;
import dev.chimera.tool.ToolReader;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Looks up what became of a call whose answer was lost: in the author's own timeline, by the effect's id. Found, it is
 * CONFIRMED. Not found, once no call can arrive any more, a person decides. It is never sent again.
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
        ReadResult timeline = reader.resource(
                Sender.TWITTER,
                "twitter://timeline",
                OnBehalfOf.agent(effect.tenant(), effect.agent().value()),
                properties.timeout());
        switch (timeline) {
            case ReadResult.Read read -> {
                Optional<String> found = find(read.content(), effect);
                if (found.isPresent()) {
                    outcomes.settle(effect, new Settlement.Confirmed(found.get()), ACTOR);
                } else if (unknown.tooLate()) {
                    outcomes.doubt(effect, why(effect), ACTOR);
                }
            }
            case ReadResult.Unreadable away ->
                LOG.info("effect {} can't be looked up yet: {}", effect.id(), away.why());
        }
    }

    private static Optional<String> find(JsonNode timeline, Effect effect) {
        JsonNode posts = timeline.isArray() ? timeline : timeline.path("posts");
        for (JsonNode post : posts) {
            if (effect.id().toString().equals(post.path("effect_id").asString(""))) {
                return Optional.of(post.path("id").asString("unnamed"));
            }
        }
        return Optional.empty();
    }

    private static String why(Effect effect) {
        Failure failure = effect.failure();
        String lost = failure == null ? "its answer was lost" : failure.message();
        return "whether it was posted is not known (" + lost
                + "), and it is not in the agent's timeline; approve if you see it there, reject if not: it is never"
                + " sent again";
    }
}
