package dev.chimera.model.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets a post: its text, hashtags behind it as far as they fit, and the link last, where a thumb finds it. */
final class PostLayout {

    private PostLayout() {}

    static String set(String text, List<String> hashtags, @Nullable String link) {
        for (int tags = hashtags.size(); tags > 0; tags--) {
            String post = joined(text + " " + String.join(" ", hashtags.subList(0, tags)), link);
            if (Weight.of(post) <= Weight.MOST) {
                return post;
            }
        }
        return joined(text, link);
    }

    private static String joined(String text, @Nullable String link) {
        return link == null ? text : text + " " + link;
    }
}
