package dev.chimera.effect;

import dev.chimera.broker.ProcessLease;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tool.CallResult;
import dev.chimera.tool.EffectCall;
import dev.chimera.tool.EffectCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the one call of an effect, between two commits. */
@Component
class Sender {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration NOBODY_THERE = Duration.ofSeconds(2);
    private static final Duration PAUSED = Duration.ofSeconds(30);
    private static final Duration UNSPECIFIED = Duration.ofMinutes(1);

    private final Cashier cashier;
    private final EffectOutcomes outcomes;
    private final EffectCaller caller;
    private final ProcessLease lease;
    private final EffectProperties properties;

    Sender(
            Cashier cashier,
            EffectOutcomes outcomes,
            EffectCaller caller,
            ProcessLease lease,
            EffectProperties properties) {
        this.cashier = cashier;
        this.outcomes = outcomes;
        this.caller = caller;
        this.lease = lease;
        this.properties = properties;
    }

    /** Sends an effect that is INTENDED and due and can be paid for; does nothing when somebody else is at it. */
    void send(EffectStore.Due due) {
        CrashPoint.AFTER_INTENT_BEFORE_SEND.reached();
        long asked = System.nanoTime();
        String actor = "effect:" + lease.current();
        switch (cashier.send(due, lease.current(), actor)) {
            case Cashier.Start.Sending sending -> call(sending.effect(), lastMoment(asked, sending.effect()), actor);
            case Cashier.Start.Refused refused -> {
                if (isNews(due.effect(), refused.settlement())) {
                    LOG.info("effect {} is not sent: {}", due.effect().id(), refused.settlement());
                }
                outcomes.settle(due.effect(), refused.settlement(), actor);
            }
            case Cashier.Start.NotNow notNow -> {}
        }
    }

    /** The database says how long the lease lasts from the moment of SENDING, which came after it was asked. */
    private static long lastMoment(long asked, Effect sending) {
        Instant sentAt = Objects.requireNonNull(sending.sentAt(), "of what is SENDING");
        Instant notAfter = Objects.requireNonNull(sending.notAfter(), "of what is SENDING");
        return asked + Duration.between(sentAt, notAfter).toNanos();
    }

    private void call(Effect sending, long lastMoment, String actor) {
        Destination destination = Destination.of(sending.tool());
        CallResult result = caller.call(new EffectCall(
                destination.server(),
                sending.tool(),
                sending.arguments(),
                onBehalfOf(sending),
                properties.timeout(destination),
                lastMoment));
        CrashPoint.AFTER_CALL_BEFORE_RECORD.reached();
        Settlement settlement = settlement(result);
        if (!(settlement instanceof Settlement.Confirmed) && isNews(sending, settlement)) {
            LOG.info("effect {}: {}", sending.id(), result);
        }
        outcomes.settle(sending, settlement, actor);
    }

    /** Whatever waits for days for the same thing is told once. */
    private static boolean isNews(Effect effect, Settlement settlement) {
        Failure failure = settlement.failure();
        return !(settlement instanceof Settlement.Postponed)
                || failure == null
                || !failure.code().equals(effect.waitsFor());
    }

    /** In whose name, and until when: a call that arrives after the lease is refused by the bridge. */
    static OnBehalfOf onBehalfOf(Effect effect) {
        return new OnBehalfOf(
                effect.tenant(),
                effect.agent().value(),
                effect.id().value(),
                effect.task().value(),
                effect.notAfter());
    }

    private static Settlement settlement(CallResult result) {
        return switch (result) {
            case CallResult.Succeeded done ->
                new Settlement.Confirmed(
                        Objects.requireNonNullElse(done.externalId(), "unnamed"),
                        Fee.of(done.structured().path("fee_wei")));
            case CallResult.NotSent notSent ->
                new Settlement.Postponed(Failure.of("NOT_SENT", notSent.why()), NOBODY_THERE);
            case CallResult.Ambiguous ambiguous ->
                new Settlement.Doubtful(Failure.of("OUTCOME_UNKNOWN", ambiguous.why()));
            case CallResult.Refused refused -> refused(refused);
        };
    }

    private static Settlement refused(CallResult.Refused refused) {
        Failure failure = Failure.of(refused.code(), refused.message());
        return switch (refused.code()) {
            // The bridge knows this effect: an earlier call got through, and looking will find it.
            case "DUPLICATE_EFFECT" -> new Settlement.Doubtful(failure);
            case "RATE_LIMITED", "X_UNAVAILABLE" ->
                new Settlement.Postponed(failure, Objects.requireNonNullElse(refused.retryAfter(), UNSPECIFIED));
            case "AGENT_PAUSED" -> new Settlement.Postponed(failure, PAUSED);
            case "EXPIRED" -> new Settlement.Postponed(failure, Duration.ZERO);
            // It is not what was approved that is refused: it waits until somebody has mended what is wrong with us.
            case String code
            when RefusalOfUs.is(code) ->
                new Settlement.Postponed(failure, Objects.requireNonNullElse(refused.retryAfter(), UNSPECIFIED));
            // Whoever says when means not now; whoever does not means never.
            default ->
                refused.retryAfter() == null
                        ? new Settlement.Refused(
                                failure,
                                Fee.of(refused.structured().path("error").path("fee_wei")))
                        : new Settlement.Postponed(failure, refused.retryAfter());
        };
    }
}
