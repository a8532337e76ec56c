package dev.chimera.audit;

import dev.chimera.audit.Verification.FirstBad;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What came of holding an archive's file against the chain.
 *
 * @param ok whether it is the file that was written here, and every row in it is as it was sealed
 * @param month as the file names it; empty when it names none
 * @param rows found in it
 * @param blocks found in it
 * @param firstBad the first in the order of the file; null when ok
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ArchiveProof(
        boolean ok,
        String month,
        long rows,
        long blocks,
        @Nullable FirstBad firstBad) {}
