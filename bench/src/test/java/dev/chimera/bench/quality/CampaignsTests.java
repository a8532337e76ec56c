package dev.chimera.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A dose of what {@code chimera bench campaigns} measures. With {@code -Dchimera.campaigns=tuned} (or another folder of the
 * set) all of that folder, with every post.
 */
class CampaignsTests {

    private static final Path SET = Path.of("src/test/resources/campaigns");

    /** A kind each, and quick. */
    private static final Set<String> DOSE =
            Set.of("harbour-notes", "bakery-feed", "town-feed", "crlf-front-matter", "minutes", "events");

    @Test
    void whatTheSourcesCarryComesOutOrIsNamed() throws IOException, InterruptedException {
        String folder = System.getProperty("chimera.campaigns", "");
        List<MeasuredCampaign> campaigns = folder.isEmpty()
                ? MeasuredCampaign.in(SET.resolve("tuned")).stream()
                        .filter(campaign -> DOSE.contains(campaign.name()))
                        .toList()
                : MeasuredCampaign.in(SET.resolve(folder));
        try (Desk desk = Desk.open()) {
            List<Row> rows = desk.run(campaigns).stream().map(Oracle::row).toList();
            System.out.println(CampaignsCommand.table(folder, rows));
            if (!folder.isEmpty()) {
                rows.forEach(row -> System.out.println(CampaignsCommand.details(row)));
            }
            assertThat(rows).flatExtracting(Row::wrong).isEmpty();
            assertThat(rows).allMatch(row -> row.silent() == 0);
            assertThat(CampaignsCommand.holds(rows)).isTrue();
        }
    }
}
