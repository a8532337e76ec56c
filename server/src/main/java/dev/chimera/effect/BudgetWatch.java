package dev.chimera.effect;

import dev.chimera.campaign.BudgetRaised;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Lets what waits for money go on when there is more of it. */
@Component
class BudgetWatch {

    private final EffectStore effects;

    BudgetWatch(EffectStore effects) {
        this.effects = effects;
    }

    /** In the transaction that raised the budget. */
    @EventListener
    void onRaise(BudgetRaised raised) {
        effects.wake(raised.tenant(), raised.campaign(), raised.actor());
    }
}
