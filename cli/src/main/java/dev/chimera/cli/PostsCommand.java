package dev.chimera.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "posts", description = "What has been published, with its sources.")
final class PostsCommand extends ServerCommand {

    @Option(names = "--agent", paramLabel = "NAME", description = "Only this agent's.")
    private @Nullable String agent;

    PostsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("posts").with("agent", agent));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        List<JsonNode> posts = Json.list(answer, "posts");
        if (posts.isEmpty()) {
            terminal.print("Nothing has been published.");
        }
        for (int i = 0; i < posts.size(); i++) {
            if (i > 0) {
                terminal.print("");
            }
            PostCard.print(terminal, timing(), posts.get(i));
        }
    }
}
