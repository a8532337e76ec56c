package dev.chimera.judge;

import dev.chimera.persona.Soul;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The written test set: drafts of which a person said what they are. */
record DraftSet(List<Case> cases) {

    /**
     * A draft and what is wrong with it.
     *
     * @param kind {@code good}, {@code reworded} (true, in other words), {@code sensitive} (true, but a person decides),
     *     or the name of what makes it bad
     */
    record Case(String world, String kind, Draft draft) {}

    static DraftSet read(String resource) {
        try (InputStream in = Objects.requireNonNull(DraftSet.class.getResourceAsStream(resource), resource)) {
            List<Case> cases = new ArrayList<>();
            for (JsonNode world : new YAMLMapper().readTree(in).path("worlds")) {
                world(world, cases);
            }
            return new DraftSet(List.copyOf(cases));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static void world(JsonNode world, List<Case> cases) {
        JsonNode soul = world.path("soul");
        Soul persona = new Soul(
                soul.path("name").asString(),
                soul.path("voice").asString(),
                texts(soul.path("values")),
                texts(soul.path("topics")),
                texts(soul.path("hashtags")),
                texts(soul.path("avoid")),
                soul.path("backstory").asString());
        for (var kind : world.path("drafts").properties()) {
            for (JsonNode draft : kind.getValue()) {
                List<Material> material = texts(draft.path("from")).stream()
                        .map(id -> material(world.path("materials").path(id)))
                        .toList();
                cases.add(new Case(
                        world.path("name").asString(),
                        kind.getKey(),
                        new Draft(
                                draft.path("text").asString(),
                                List.of(),
                                true,
                                material,
                                world.path("goal").asString(),
                                persona,
                                texts(world.path("earlier")),
                                Others.NONE)));
            }
        }
    }

    private static Material material(JsonNode material) {
        return new Material(
                material.path("title").asString(),
                material.path("url").asString(),
                material.path("text").asString());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString()));
        return texts;
    }
}
