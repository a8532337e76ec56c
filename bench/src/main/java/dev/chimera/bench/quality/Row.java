package dev.chimera.bench.quality;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What came of one campaign.
 *
 * @param published posts that are out, or have their time
 * @param asked posts that a person is asked about
 * @param missing how many of the posts that its sources carry came in neither way
 * @param silent how many of these no line names
 * @param asExpected how many of what came are without fault, and have words that were expected
 * @param wrong what is wrong with posts that came out
 */
record Row(
        MeasuredCampaign campaign,
        int published,
        int asked,
        int missing,
        int silent,
        int asExpected,
        List<String> wrong,
        List<String> out,
        JsonNode report) {

    int came() {
        return campaign.posts() - missing;
    }

    /** Stricter: what came in the place of an expected post does not count. */
    int expectedThatCame() {
        return Math.min(campaign.posts(), asExpected);
    }
}
