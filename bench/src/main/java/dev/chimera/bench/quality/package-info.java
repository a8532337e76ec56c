/**
 * What becomes of campaigns that a person has read: how many of the posts that their sources carry come out, whether one of
 * them says what its source does not, and whether what is left out is named.
 *
 * <pre>
 * folder/NAME/campaign.yaml, SOUL.md, sources    as `chimera run` takes them
 * folder/NAME/expected.yaml                      what a careful person says of them
 *        MeasuredCampaign -- Desk (the whole server) -- Oracle --> Row
 * </pre>
 */
@NullMarked
package dev.chimera.bench.quality;

import org.jspecify.annotations.NullMarked;
