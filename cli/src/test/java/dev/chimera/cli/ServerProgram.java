package dev.chimera.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Stands in for the server where a test needs a process of its own: it takes the same arguments, writes and deletes
 * server.json, and leaves behind what it was asked in {@code asked.log} and its arguments in {@code arguments.log}.
 */
final class ServerProgram {

    private ServerProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(System.getenv("CHIMERA_HOME"));
        Files.write(home.resolve("arguments.log"), List.of(arguments));
        switch (System.getenv().getOrDefault("BEHAVIOUR", "")) {
            case "port taken" -> {
                System.out.println("starting");
                System.err.println("chimera: PORT_IN_USE: port 8080 is taken; choose another with --port");
                System.exit(2);
            }
            case "locked" -> {
                System.err.println("chimera: HOME_LOCKED: another server runs on " + home + "; use that one");
                Files.createFile(home.resolve("refused"));
                System.exit(2);
            }
            case "dies" -> System.exit(9);
            default -> serve(home);
        }
    }

    @SuppressWarnings("resource") // It serves until the process ends.
    private static void serve(Path home) throws IOException {
        FakeServer server = new FakeServer();
        String url = "{\"http_url\":\"" + server.url() + "\"}";
        server.on("GET /v1/status", "{}")
                .on("GET /v1/env", url)
                .on("GET /v1/tasks", "{\"tasks\":[]}")
                .on("POST /v1/reviews/r1/approve", "{}")
                .on("POST /v1/campaigns", "{\"id\":\"c1\"}")
                .on("GET /v1/report", "{\"campaigns\":[],\"settled\":" + System.getenv("SETTLED") + "}")
                .on("DELETE /v1/campaigns/c1", "{}");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Files.write(home.resolve("asked.log"), server.lines());
                Files.delete(ServerFile.in(home));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        Path written = Files.writeString(
                home.resolve("server.json.new"),
                String.format(Locale.ROOT, """
                {"pid":%d,"http_url":"%s","operator_token":"o","moderator_token":"m"}""", ProcessHandle.current().pid(), server.url()));
        Files.move(written, ServerFile.in(home), StandardCopyOption.REPLACE_EXISTING);
    }
}
