package dev.chimera.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "media", description = "Hand in images and videos to post.", subcommands = MediaCommand.Upload.class)
final class MediaCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw CliFailure.usage("chimera media needs to know what to do", "there is `chimera media upload FILE`");
    }

    @Command(
            name = "upload",
            description = "Hand a JPEG, PNG, WEBP, GIF or MP4 to X; answers the id to use in media_ids.")
    static final class Upload extends ServerCommand {

        @Parameters(paramLabel = "FILE|URL", description = "A file, or an http(s) address that the server fetches.")
        private String location = "";

        @Option(names = "--agent", required = true, paramLabel = "NAME", description = "Whose account it is for.")
        private String agent = "";

        Upload(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            Resource resource = Resource.of("media").with("agent", agent);
            ApiClient api = session().answering();
            return location.matches("(?i)https?://.*")
                    ? api.patiently().post(resource, Json.object().put("url", location))
                    : api.patiently().post(resource, file());
        }

        private Path file() {
            try {
                Path file = session().surroundings().directory().resolve(location);
                if (Files.isRegularFile(file) && Files.isReadable(file)) {
                    return file;
                }
            } catch (InvalidPathException e) {
                // Said below, as for every other path that leads to nothing.
            }
            throw CliFailure.badInput(
                    "MEDIA_FAILED", location + " is no file that can be read", "give a file, or an http(s) address");
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(Json.text(answer, "media_id"));
            terminal.note("This " + Json.text(answer, "kind") + " can be posted by " + Json.text(answer, "agent")
                    + " with media_ids.");
        }
    }
}
