package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.AgentStore;
import dev.chimera.persona.SoulReader;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.PaymentForecast;
import dev.chimera.wallet.PaymentForecasts;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.WalletStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * What a person does with campaigns: hand one in, pause, resume, clear a rehearsal away. Whoever changes a campaign
 * that somebody else changed in the same moment reads it again and tries again, a bounded number of times.
 */
@Component
class CampaignDesk {

    /** Each failed attempt means that somebody else's change went through, so a handful is plenty. */
    static final int ATTEMPTS = 5;

    /**
     * What became of a campaign file.
     *
     * @param forecast of a rehearsal: what would become of the payments that this file would order
     * @param rehearsed of a rehearsal: the campaign that the file would go on with; null where it would begin one
     * @param notAgain payments that were ordered before with another memo, and are not paid again
     */
    record Intake(
            CampaignId id,
            String agent,
            String goal,
            CampaignStatus status,
            boolean created,
            List<PaymentForecast> forecast,
            List<PaymentOrder> notAgain,
            @Nullable Campaign rehearsed) {

        Intake(CampaignId id, CampaignFile file, CampaignStatus status, boolean created, List<PaymentOrder> notAgain) {
            this(id, file.agent().value(), file.goal(), status, created, List.of(), notAgain, null);
        }
    }

    private final AgentStore agents;
    private final CampaignIdentity identity;
    private final CampaignStore campaigns;
    private final OrderedPayments payments;
    private final WalletStore wallets;
    private final PaymentForecasts forecasts;
    private final SoulReader souls;
    private final DeadlockRetry transaction;
    private final ApplicationEventPublisher events;

    CampaignDesk(
            AgentStore agents,
            CampaignIdentity identity,
            CampaignStore campaigns,
            OrderedPayments payments,
            WalletStore wallets,
            PaymentForecasts forecasts,
            SoulReader souls,
            DeadlockRetry transaction,
            ApplicationEventPublisher events) {
        this.agents = agents;
        this.identity = identity;
        this.campaigns = campaigns;
        this.payments = payments;
        this.wallets = wallets;
        this.forecasts = forecasts;
        this.souls = souls;
        this.transaction = transaction;
        this.events = events;
    }

    /**
     * Starts the campaign, or continues the one that the file was before. Nothing is stored of a request that is refused.
     *
     * @throws ChimeraException SOUL_INVALID; CAMPAIGN_GOAL_CHANGED; CAMPAIGN_BUSY when others keep changing it
     */
    Intake take(Caller.Person caller, IntakeRequest request) {
        souls.read(request.soul());
        Intake intake = Objects.requireNonNull(transaction.inTransaction(
                status -> request.dryRun() ? rehearse(caller, request) : accept(caller, request)));
        events.publishEvent(new CampaignChanged(caller.tenant(), intake.id()));
        return intake;
    }

    private Intake rehearse(Caller.Person caller, IntakeRequest request) {
        CampaignFile file = request.file();
        AgentId agent = agents.rehearse(caller.tenant(), file.agent(), file.soul(), request.soul());
        Optional<Campaign> rehearsed = identity.of(caller.tenant(), agent, request);
        List<PaymentOrder> fresh = rehearsed
                .map(real -> payments.unordered(caller.tenant(), real.id(), file.payments()))
                .orElse(file.payments());
        // Posts are rehearsed, payments are only foretold: a wallet is the agent's, and a rehearsal changes no agent.
        List<PaymentForecast> forecast =
                file.wallet() == null ? List.of() : forecasts.of(caller.tenant(), agent, file.wallet(), fresh);
        CampaignId id = campaigns.start(caller, agent, request);
        return new Intake(
                id,
                file.agent().value(),
                file.goal(),
                CampaignStatus.ACTIVE,
                true,
                forecast,
                List.of(),
                rehearsed.orElse(null));
    }

    private CampaignId start(Caller.Person caller, AgentId agent, IntakeRequest request) {
        CampaignId id = campaigns.start(caller, agent, request);
        payments.set(caller.tenant(), id, request.file().payments());
        return id;
    }

    /** Registering locks the agent until the commit, so of many callers with the same file one starts it. */
    private Intake accept(Caller.Person caller, IntakeRequest request) {
        CampaignFile file = request.file();
        AgentId agent = agents.register(caller, file.agent(), file.soul(), request.soul());
        events.publishEvent(new XSettingsGiven(caller, agent, file.x()));
        Intake taken = startOrContinue(caller, agent, request);
        identity.remember(caller.tenant(), agent, request, taken.id());
        // Last, because whoever settles a payment holds the campaign's day and the effect when it locks the wallet.
        // With the wallet in hand, nobody may wait for a campaign or for an effect.
        if (file.wallet() != null) {
            wallets.set(caller, agent, file.wallet());
        }
        campaigns.hostileText(caller, taken.id(), HostileIntake.in(request));
        return taken;
    }

    private Intake startOrContinue(Caller.Person caller, AgentId agent, IntakeRequest request) {
        CampaignFile file = request.file();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Campaign> found = identity.of(caller.tenant(), agent, request);
            if (found.isEmpty()) {
                CampaignId id = start(caller, agent, request);
                return new Intake(id, file, CampaignStatus.ACTIVE, true, List.of());
            }
            Campaign campaign = found.get();
            // The same file once more changes nothing while the campaign goes on, so it must not make the Judge's
            // commits in flight stale. A campaign that ended is looked at again: what failed then may work now.
            Optional<CampaignStatus> now =
                    campaign.status() != CampaignStatus.COMPLETED && saysTheSame(campaign, request)
                            ? Optional.of(campaign.status())
                            : continueWith(caller, campaign, request);
            if (now.isPresent()) {
                List<PaymentOrder> notAgain = payments.set(caller.tenant(), campaign.id(), file.payments());
                return new Intake(campaign.id(), file, now.get(), false, notAgain);
            }
        }
        throw busy();
    }

    private Optional<CampaignStatus> continueWith(Caller.Person caller, Campaign campaign, IntakeRequest request) {
        Optional<CampaignStatus> now = campaigns.continueWith(caller, campaign, request);
        if (now.isPresent() && request.file().dailyBudgetUsd().compareTo(campaign.dailyBudgetUsd()) > 0) {
            events.publishEvent(new BudgetRaised(caller.tenant(), campaign.id(), caller.actor()));
        }
        return now;
    }

    private boolean saysTheSame(Campaign campaign, IntakeRequest request) {
        CampaignFile file = request.file();
        return campaign.goal().equals(file.goal())
                && (file.id() == null || file.id().equals(campaign.stableId()))
                && campaign.dailyBudgetUsd().compareTo(file.dailyBudgetUsd()) == 0
                && campaign.postsWanted() == file.posts()
                && payments.hasAll(campaign.tenant(), campaign.id(), file.payments())
                && campaigns.sources(campaign.tenant(), campaign.id()).equals(request.sources());
    }

    /** Pausing what is paused is no error. @throws ChimeraException CAMPAIGN_UNKNOWN, CAMPAIGN_COMPLETED, CAMPAIGN_BUSY */
    Campaign pause(Caller.Person caller, CampaignId id) {
        return change(
                caller.tenant(), id, CampaignStatus.PAUSED, campaign -> campaigns.pause(campaign, caller.actor()));
    }

    /** Resuming what runs is no error. @throws ChimeraException CAMPAIGN_UNKNOWN, CAMPAIGN_COMPLETED, CAMPAIGN_BUSY */
    Campaign resume(Caller.Person caller, CampaignId id) {
        return change(
                caller.tenant(), id, CampaignStatus.ACTIVE, campaign -> campaigns.resume(campaign, caller.actor()));
    }

    private interface Change {
        Optional<VersionId> to(Campaign campaign);
    }

    private Campaign change(TenantId tenant, CampaignId id, CampaignStatus wanted, Change change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Campaign campaign = found(tenant, id);
            if (campaign.status() == wanted) {
                return campaign;
            }
            if (campaign.status() == CampaignStatus.COMPLETED) {
                throw ChimeraException.conflict(
                        "CAMPAIGN_COMPLETED",
                        "campaign " + id + " is completed",
                        "run its file again with more posts to go on with it");
            }
            if (change.to(campaign).isPresent()) {
                events.publishEvent(new CampaignChanged(tenant, id));
                return found(tenant, id);
            }
        }
        throw busy();
    }

    /**
     * Removes a rehearsal, and its agent when only rehearsals knew it and this was the last.
     *
     * @throws ChimeraException CAMPAIGN_UNKNOWN, NOT_A_DRY_RUN
     */
    void forgetRehearsal(TenantId tenant, CampaignId id) {
        Campaign campaign = found(tenant, id);
        if (!campaign.dryRun()) {
            throw ChimeraException.conflict(
                    "NOT_A_DRY_RUN", "campaign " + id + " is not a dry run", "a campaign is kept; pause it to stop it");
        }
        forget(campaign);
    }

    /**
     * The swarm may be at work on it. Whoever adds a task locks the campaign and then its agent, so that is the order
     * here, too; two that have several of its tasks in hand may still stand in each other's way, and then one repeats.
     */
    void forget(Campaign rehearsal) {
        transaction.inTransaction(status -> {
            campaigns.deleteRehearsal(rehearsal.tenant(), rehearsal.id());
            agents.lock(rehearsal.tenant(), rehearsal.agent());
            agents.forgetRehearsed(rehearsal.tenant(), rehearsal.agent());
            return true;
        });
    }

    private Campaign found(TenantId tenant, CampaignId id) {
        return campaigns.find(tenant, id).orElseThrow(() -> unknown(id.toString()));
    }

    static ChimeraException unknown(String id) {
        return ChimeraException.notFound(
                "CAMPAIGN_UNKNOWN",
                "there is no campaign with the id '" + PlainText.excerpt(id, 40) + "'",
                "chimera campaigns lists those that are there");
    }

    private static ChimeraException busy() {
        return ChimeraException.conflict(
                "CAMPAIGN_BUSY", "others keep changing this campaign", "try again in a moment");
    }
}
