package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.budget.Usd;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.task.ContentHash;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an answer to "what became of it?" means. */
class FindingTests {

    private static Finding ofPayment(String answer) {
        Effect effect = new Effect(
                new TenantId(UUID.randomUUID()),
                new EffectId(UUID.randomUUID()),
                new TaskId(UUID.randomUUID()),
                new AgentId(UUID.randomUUID()),
                "transfer",
                JsonMapper.shared().createObjectNode(),
                new ContentHash("0".repeat(64)),
                EffectState.UNKNOWN,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                VersionId.next(),
                Usd.ZERO,
                null);
        return Finding.of(Destination.COMMERCE, JsonMapper.shared().readTree(answer.replace('\'', '"')), effect);
    }

    @Test
    void keepsTheFeeOfAPaymentThatIsFound() {
        assertThat(ofPayment("{'state':'CONFIRMED','id':'0xabc','fee_wei':'20000000000000'}"))
                .isEqualTo(new Finding.Happened("0xabc", new BigInteger("20000000000000")));
    }

    @Test
    void keepsTheFeeOfAPaymentThatWasReverted() {
        assertThat(ofPayment("{'state':'REVERTED','fee_wei':'5','error':{'code':'TX_REVERTED','message':'no'}}"))
                .isEqualTo(new Finding.NeverWill(Failure.of("TX_REVERTED", "no"), BigInteger.valueOf(5)));
    }

    @Test
    void concludesNothingFromAPaymentOnItsWayOrFromAnAnswerInAnotherForm() {
        assertThat(ofPayment("{'state':'PENDING'}")).isEqualTo(new Finding.Undecided());
        assertThat(ofPayment("{'state':'NOT_FOUND'}")).isEqualTo(new Finding.NotThere("on the chain"));
        assertThat(ofPayment("{}")).isEqualTo(new Finding.Undecided());
    }
}
