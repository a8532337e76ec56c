package dev.chimera.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path of the API with its query, encoded. */
record Resource(String path) {

    static Resource of(String... segments) {
        StringBuilder path = new StringBuilder("/v1");
        for (String segment : segments) {
            if (segment.isBlank()) {
                throw CliFailure.usage("an id or a name is empty", "give it as the listing shows it");
            }
            path.append('/').append(encode(segment));
        }
        return new Resource(path.toString());
    }

    /** With a query parameter, unless the value is absent. */
    Resource with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        return new Resource(path + (path.contains("?") ? "&" : "?") + name + "=" + encode(value.toString()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
