package dev.chimera.judge;

import dev.chimera.persona.Soul;
import java.util.List;

/**
 * A post that a Worker proposes, and all that it is judged by.
 *
 * @param text as it would be posted, links and hashtags included
 * @param aiLabeled whether it would carry the label of AI-made content
 * @param material everything that it may claim
 * @param earlierPosts the texts of the agent's own posts, published or scheduled
 * @param others whom it may address, and what other agents said
 */
record Draft(
        String text,
        List<String> mediaIds,
        boolean aiLabeled,
        List<Material> material,
        String goal,
        Soul soul,
        List<String> earlierPosts,
        Others others) {

    Draft {
        mediaIds = List.copyOf(mediaIds);
        material = List.copyOf(material);
        earlierPosts = List.copyOf(earlierPosts);
    }

    /** Whether all that it is made from is the operator's own. */
    boolean isOwn() {
        return !material.isEmpty() && material.stream().allMatch(Material::own);
    }
}
