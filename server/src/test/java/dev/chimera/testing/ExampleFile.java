package dev.chimera.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A campaign of {@code examples/}, as the command line hands it in. */
public final class ExampleFile {

    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    private ExampleFile(Path folder) throws IOException {
        JsonNode file = new YAMLMapper().readTree(Files.readString(folder.resolve("campaign.yaml")));
        body.set("file", file);
        body.put("soul", Files.readString(folder.resolve("SOUL.md")));
        ArrayNode sources = body.putArray("sources");
        for (JsonNode source : file.path("campaign").path("sources")) {
            String location = source.stringValue();
            sources.addObject().put("location", location).put("content", Files.readString(folder.resolve(location)));
        }
    }

    public static ExampleFile named(String name) {
        try {
            return new ExampleFile(
                    Path.of("..", "examples", name).toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ExampleFile asRehearsal() {
        body.put("dry_run", true);
        return this;
    }

    /** Under another name, so that it is another agent's campaign; what its file says can be changed there. */
    public ObjectNode agent(String name) {
        return ((ObjectNode) body.path("file").path("agent")).put("name", name);
    }

    public String json() {
        return body.toString();
    }
}
