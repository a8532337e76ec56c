package dev.chimera.cli;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A campaign file as {@code chimera run} hands it in, for whoever measures what becomes of it. */
public final class HandedIn {

    private HandedIn() {}

    /** The body of {@code POST /v1/campaigns}. */
    public static ObjectNode of(Path campaignFile) {
        Path file = campaignFile.toAbsolutePath();
        return CampaignFile.read(file.toString(), Path.of("").toAbsolutePath(), false)
                .request(false);
    }
}
