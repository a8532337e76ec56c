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
 * @param wrong what is wrong with posts that came out
 */
record Row(
        MeasuredCampaign campaign,
        int published,
        int asked,
        int missing,
        int silent,
        List<String> wrong,
        List<String> out,
        JsonNode report) {

    int came() {
        return campaign.posts() - missing;
    }
}
