package dev.chimera.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code server.json} in the home: what a running server writes about itself when it is ready, and deletes when it stops.
 * A server that was killed leaves it behind, so that it is believed only when the server answers.
 */
record ServerFile(long pid, URI httpUrl, String operatorToken, String moderatorToken, Places places) {

    /** Where the server and its databases are, with what it takes to get in: for this machine's user only. */
    record Places(String postgresUrl, String redisUrl, String httpUrl, String home) {

        /** As {@code chimera env} shows them; what the file does not say is left out. */
        JsonNode document() {
            ObjectNode document = Json.object();
            put(document, "postgres_url", postgresUrl);
            put(document, "redis_url", redisUrl);
            put(document, "http_url", httpUrl);
            put(document, "home", home);
            return document;
        }

        private static void put(ObjectNode document, String name, String value) {
            if (!value.isEmpty()) {
                document.put(name, value);
            }
        }
    }

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
                    Json.text(file, "moderator_token"),
                    new Places(
                            Json.text(file, "postgres_url"),
                            Json.text(file, "redis_url"),
                            url,
                            Json.text(file, "home"))));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    ApiClient operator() {
        return new ApiClient(httpUrl, operatorToken);
    }
}
