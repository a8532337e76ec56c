package dev.chimera.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code server.json} in the home: what a running server writes about itself when it is ready, and deletes when it stops.
 * A server that was killed leaves it behind, so that it is believed only when the server answers.
 */
record ServerFile(long pid, URI httpUrl, String operatorToken, String moderatorToken) {

    static Path in(Path home) {
        return home.resolve("server.json");
    }

    /** The file's content; empty when there is none, or one that is not whole. */
    static Optional<ServerFile> read(Path home) {
        try {
            JsonNode file = Json.parse(Files.readString(in(home)));
            String url = Json.text(file, "http_url");
            if (url.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new ServerFile(
                    Json.number(file, "pid"),
                    URI.create(url),
                    Json.text(file, "operator_token"),
                    Json.text(file, "moderator_token")));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    ApiClient operator() {
        return new ApiClient(httpUrl, operatorToken);
    }
}
