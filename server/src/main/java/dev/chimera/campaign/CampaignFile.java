package dev.chimera.campaign;

import dev.chimera.persona.AgentName;
import dev.chimera.secret.SecretName;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.WalletSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign file says, checked.
 *
 * @param soul the path of the agent's SOUL.md, relative to the file; its text travels beside the file
 * @param id what makes a file the same campaign when its goal is reworded; null where the file names none
 * @param goal 1 to 2,000 characters, in one line, without white space around it
 * @param dailyBudgetUsd US dollars a day, two decimals, 0 to 1,000,000; 0.00 where the file says nothing, because
 *     nothing is spent that nobody allowed
 * @param posts 1 to 100; 1 where the file says nothing, and 0 for a campaign that only pays
 * @param sources 1 to 50 paths and addresses, in the file's order, none twice; a campaign without posts needs none
 * @param x where the agent posts
 * @param wallet from which the agent pays; null where the file says nothing of it
 * @param payments what is to be paid
 */
public record CampaignFile(
        AgentName agent,
        String soul,
        @Nullable String id,
        String goal,
        BigDecimal dailyBudgetUsd,
        int posts,
        List<NamedSource> sources,
        XSettings x,
        @Nullable WalletSettings wallet,
        List<PaymentOrder> payments) {

    public CampaignFile {
        sources = List.copyOf(sources);
        payments = List.copyOf(payments);
    }

    /** The names of all secrets that it names. */
    List<SecretName> secrets() {
        return Stream.concat(
                        x.credentials() == null ? Stream.of() : x.credentials().names().stream(),
                        wallet == null ? Stream.of() : Stream.of(wallet.key()))
                .toList();
    }
}
