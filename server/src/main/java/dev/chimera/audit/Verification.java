package dev.chimera.audit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What verifying found; the answer of {@code audit verify}.
 *
 * @param ok whether every row and every block is as it was sealed
 * @param rows rows found within the range of the blocks
 * @param blocks blocks of the chain
 * @param unsealed rows that wait for the next seal
 * @param firstBad the lowest in the order of the chain; null when ok
 * @param head the last block; null when there is none
 * @param archived rows that are in archives; {@code audit verify --archive} proves them
 * @param signed blocks whose signature was checked, and is one of our keys'; 0 on a server without a key
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Verification(
        boolean ok,
        long rows,
        long blocks,
        long unsealed,
        @Nullable FirstBad firstBad,
        @Nullable ChainHead head,
        long archived,
        long signed) {

    /**
     * @param seq the number of the row; where a whole block is bad, of its first row; 0 where none is left to name
     * @param why names blocks and numbers, never what stands in a row
     */
    public record FirstBad(long seq, String why) {}

    /**
     * To be compared with a copy that is kept elsewhere.
     *
     * @param height of the last block, from 0
     * @param hash of the last block, 64 hexadecimal digits
     */
    public record ChainHead(long height, String hash) {}
}
