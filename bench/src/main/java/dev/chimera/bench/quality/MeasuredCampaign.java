package dev.chimera.bench.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A campaign folder, and what a careful person said of it before it was run.
 *
 * @param posts how many posts its sources carry, at most as many as it asks for
 * @param carries words of each of these posts
 * @param mustNot what no post may say
 */
record MeasuredCampaign(Path folder, String kind, int posts, List<String> carries, List<String> mustNot) {

    static final String FILE = "campaign.yaml";
    private static final String EXPECTED = "expected.yaml";

    String name() {
        return String.valueOf(folder.getFileName());
    }

    /** Those in a folder or in its folders, by name. */
    static List<MeasuredCampaign> in(Path folder) {
        try (Stream<Path> files = Files.find(folder, 3, (path, _) -> path.endsWith(EXPECTED))) {
            return files.sorted().map(MeasuredCampaign::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static MeasuredCampaign read(Path expected) {
        JsonNode content = YAMLMapper.shared().readTree(expected.toFile());
        return new MeasuredCampaign(
                Objects.requireNonNull(expected.toAbsolutePath().normalize().getParent(), "its folder"),
                content.path("kind").asString(""),
                content.path("posts").asInt(),
                strings(content.path("carries")),
                strings(content.path("must_not")));
    }

    private static List<String> strings(JsonNode list) {
        return list.values().stream().map(JsonNode::asString).toList();
    }
}
