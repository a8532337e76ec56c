package dev.chimera.bridge;

import dev.chimera.budget.Backend;
import dev.chimera.budget.Charge;
import dev.chimera.budget.Cost;
import dev.chimera.budget.Ledger;
import dev.chimera.budget.Payer;
import dev.chimera.budget.ProposalCosts;
import dev.chimera.budget.Purpose;
import dev.chimera.budget.Reservation;
import dev.chimera.campaign.CampaignId;
import dev.chimera.task.Proposal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What an agent's own post has to pass, as one that a campaign makes does: the switch, the policy, and the ledger. An own
 * post has no task and no campaign; its price is paid from the budget of the agent's newest active campaign.
 */
@Component
class OwnPosts {

    private static final String PAYER = """
            SELECT a.twitter, (SELECT c.id FROM campaigns c
                               WHERE c.tenant_id = a.tenant_id AND c.agent_id = a.id AND c.status = 'ACTIVE'
                                 AND NOT c.dry_run
                               ORDER BY c.created_at DESC, c.id LIMIT 1) AS campaign_id
            FROM agents a WHERE a.tenant_id = :tenant AND a.id = :agent
            """;

    private final OwnCalls switches;
    private final OwnCallPolicy policy;
    private final ProposalCosts costs;
    private final Ledger ledger;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    OwnPosts(
            OwnCalls switches,
            OwnCallPolicy policy,
            ProposalCosts costs,
            Ledger ledger,
            JdbcClient jdbc,
            InstantSource clock) {
        this.switches = switches;
        this.policy = policy;
        this.costs = costs;
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a post costs, and which campaign would pay for it. */
    record Price(List<Charge> charges, @Nullable CampaignId payer) {

        static final Price NONE = new Price(List.of(), null);
    }

    /** What speaks against an own call; nothing against one that carries out an effect, which was judged. */
    Optional<Refusal> refusal(Author author, Tweet tweet) {
        if (author.effect() != null) {
            return Optional.empty();
        }
        return switches.refusal(author).or(() -> policy.refusal(author.tenant(), author.agent(), tweet.text()));
    }

    /** Not within a transaction. */
    Price price(Author author, Tweet tweet) {
        if (author.effect() != null) {
            return Price.NONE;
        }
        return jdbc.sql(PAYER)
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .query((row, _) -> price(
                        author, tweet, Backend.of(row.getString("twitter")), row.getObject("campaign_id", UUID.class)))
                .optional()
                .orElse(Price.NONE);
    }

    private Price price(Author author, Tweet tweet, Backend backend, @Nullable UUID campaign) {
        Proposal proposal =
                new Proposal("post_tweet", JsonNodeFactory.instance.objectNode().put("text", tweet.text()));
        Cost cost = costs.of(author.tenant(), author.agent(), backend, proposal);
        List<Charge> charges =
                cost instanceof Cost.Known known && !known.total().isZero() ? known.charges() : List.of();
        return new Price(charges, campaign == null ? null : new CampaignId(campaign));
    }

    /** Sets the price aside, in the transaction that takes the slot, and before anything else in it. */
    Optional<Refusal> reserve(Author author, UUID post, Price price) {
        if (price.charges().isEmpty()) {
            return Optional.empty();
        }
        if (price.payer() == null) {
            return Optional.of(Refusal.of(
                    RefusalCode.BUDGET_EXHAUSTED,
                    "the agent has no active campaign whose budget could pay for a post of its own"));
        }
        Payer payer = Payer.ofOwnPost(author.tenant(), price.payer());
        return switch (ledger.reserve(payer, new Purpose.OfOwnPost(post), price.charges(), author.actor())) {
            case Reservation.Reserved _, Reservation.Free _ -> Optional.empty();
            case Reservation.OverTaskLimit over -> throw new IllegalStateException("an own post has no task: " + over);
            case Reservation.OverBudget over ->
                Optional.of(new Refusal(
                        RefusalCode.BUDGET_EXHAUSTED,
                        "it costs " + over.needed() + ", and " + over.left() + " of today's " + over.budget()
                                + " is left",
                        until(over.nextDay())));
        };
    }

    private Duration until(Instant moment) {
        Duration wait = Duration.between(clock.instant(), moment);
        return wait.isPositive() ? wait : Duration.ofSeconds(1);
    }

    /** It is out: what was set aside is spent. Nothing for a post of an effect, whose price is the effect's. */
    void spend(Author author, UUID post) {
        Purpose purpose = new Purpose.OfOwnPost(post);
        List<Charge> charges = ledger.open(author.tenant(), purpose);
        if (!charges.isEmpty()) {
            ledger.settle(author.tenant(), purpose, charges, author.actor());
        }
    }

    /** It was refused. */
    void release(Author author, UUID post) {
        ledger.release(author.tenant(), new Purpose.OfOwnPost(post), author.actor());
    }
}
