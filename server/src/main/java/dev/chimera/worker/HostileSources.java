package dev.chimera.worker;

import dev.chimera.model.offline.HostileFinding;
import dev.chimera.worker.source.Item;
import dev.chimera.worker.source.RawText;
import dev.chimera.worker.source.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Looks through what was read for attempts, so that they can be shown. What is used of it is decided elsewhere. */
final class HostileSources {

    /** Of one reading: a source that is nothing but attacks does not fill the audit log. */
    private static final int MOST = 20;

    private HostileSources() {}

    /** The evidence of each, with {@code source}, {@code title}, and {@code shown}: whether a reader would see it. */
    static List<ObjectNode> in(Reading reading) {
        List<ObjectNode> found = new ArrayList<>();
        Set<String> shown = new HashSet<>();
        for (Item item : reading.items()) {
            for (HostileFinding finding : HostileFinding.in(item.title() + "\n" + item.text())) {
                shown.add(finding.excerpt());
                found.add(evidence(finding, item.source(), true).put("title", HostileFinding.excerpt(item.title())));
            }
        }
        for (RawText raw : reading.raw()) {
            HostileFinding.in(raw.text()).stream()
                    .filter(finding -> shown.stream().noneMatch(seen -> isPartOf(finding.excerpt(), seen)))
                    .forEach(finding -> found.add(evidence(finding, raw.location(), false)));
        }
        return found.stream().limit(MOST).toList();
    }

    /** Raw text breaks its lines elsewhere, so a sentence of it may be a piece of one that was seen. */
    private static boolean isPartOf(String excerpt, String seen) {
        return seen.contains(excerpt) || excerpt.contains(seen);
    }

    private static ObjectNode evidence(HostileFinding finding, String source, boolean shown) {
        return finding.evidence("source")
                .put("source", HostileFinding.excerpt(source))
                .put("shown", shown);
    }
}
