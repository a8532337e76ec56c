package dev.chimera.campaign;

import dev.chimera.model.offline.HostileFinding;
import dev.chimera.model.offline.HostileText;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds attempts in a goal and in a persona, so that the audit log can show them. The campaign is accepted all the same: it
 * is an OPERATOR's, and nothing that is written there can pay or change a limit.
 */
final class HostileIntake {

    private HostileIntake() {}

    /** The evidence of each. */
    static List<ObjectNode> in(IntakeRequest request) {
        return Stream.concat(
                        HostileFinding.in(request.file().goal()).stream().map(finding -> finding.evidence("goal")),
                        HostileFinding.in(request.soul()).stream()
                                // A persona may be told what it is: that is what the file is for.
                                .filter(finding -> finding.rule() != HostileText.Rule.MACHINE)
                                .map(finding -> finding.evidence("soul")
                                        .put(
                                                "source",
                                                HostileFinding.excerpt(
                                                        request.file().soul()))))
                .toList();
    }
}
