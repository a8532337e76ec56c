package dev.chimera.worker;

import dev.chimera.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints what the composer writes from campaign folders, so that a person can read it. Not a test. */
final class ReadAloud {

    private ReadAloud() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] folders) throws IOException, InterruptedException {
        for (String folder : folders) {
            Newsroom newsroom = Newsroom.open(Path.of(folder));
            System.out.println("\n=== " + folder + ": " + newsroom.goal);
            Task researched = newsroom.researched();
            ObjectNode result = researched.result();
            if (result != null) {
                for (JsonNode pick : result.path("picks")) {
                    System.out.println("    pick " + pick.path("relevance").asDouble() + "  "
                            + pick.path("title").asString());
                }
            }
            int number = 0;
            for (ObjectNode post : newsroom.writeAll()) {
                System.out.println((number++ < newsroom.posts ? "* " : "  ")
                        + post.path("text").asString());
            }
        }
    }
}
