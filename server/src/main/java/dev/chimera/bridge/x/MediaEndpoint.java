package dev.chimera.bridge.x;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.Agent;
import dev.chimera.persona.AgentName;
import dev.chimera.persona.AgentStore;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/media?agent=NAME}: the bytes of a medium, or {@code {"url"}} of one; answers the id to post it with.
 * It belongs to the agent's account on X, and to no other.
 */
@RestController
class MediaEndpoint {

    record Wish(@Nullable String url) {}

    /**
     * @param mediaId for {@code media_ids} of {@code post_tweet}
     * @param kind such as {@code JPEG}
     * @param expiresAfterSeconds how long X keeps it when it is not posted; 0 where X does not say
     */
    record Media(
            @JsonProperty("media_id") String mediaId,
            String agent,
            String kind,
            long bytes,
            @JsonProperty("expires_after_seconds") long expiresAfterSeconds) {}

    private final AgentStore agents;
    private final MediaDownload download;
    private final MediaUpload upload;
    private final XProperties properties;

    MediaEndpoint(AgentStore agents, MediaDownload download, MediaUpload upload, XProperties properties) {
        this.agents = agents;
        this.download = download;
        this.upload = upload;
        this.properties = properties;
    }

    @PostMapping(path = "/v1/media", consumes = MediaType.APPLICATION_JSON_VALUE)
    Media fetch(@RequestParam("agent") String name, @RequestBody Wish wish, Caller.Person caller) {
        Agent agent = found(caller, name);
        if (wish.url() == null || wish.url().isBlank()) {
            throw ChimeraException.badInput("MEDIA_FAILED", "url is missing", "send the bytes, or {\"url\"}");
        }
        try (Medium medium = download.fetch(wish.url())) {
            return uploaded(agent, medium);
        }
    }

    /** The body is taken from the stream, because a video is larger than what should be in memory. */
    @PostMapping(path = "/v1/media", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Media receive(@RequestParam("agent") String name, HttpServletRequest request, Caller.Person caller)
            throws IOException {
        Agent agent = found(caller, name);
        try (Medium medium = received(request)) {
            return uploaded(agent, medium);
        }
    }

    /** A caller that is still sending would hear that the connection broke, and not why: so it is heard out. */
    private Medium received(HttpServletRequest request) throws IOException {
        try {
            return Medium.receive(request.getInputStream(), properties.mostVideoBytes());
        } catch (ChimeraException e) {
            byte[] piece = new byte[64 * 1024];
            long left = MediaKind.MP4.most();
            for (int read = 0; read >= 0 && left > 0; left -= read) {
                read = request.getInputStream().read(piece);
            }
            throw e;
        }
    }

    private Media uploaded(Agent agent, Medium medium) {
        MediaUpload.Uploaded done = upload.upload(agent.tenant(), agent.id(), medium);
        return new Media(
                done.mediaId(), agent.name().value(), medium.kind().name(), medium.bytes(), done.expiresAfter());
    }

    private Agent found(Caller.Person caller, String name) {
        caller.require(Role.OPERATOR);
        return agents.find(caller.tenant(), new AgentName(name))
                .filter(agent -> !agent.rehearsal())
                .orElseThrow(() -> ChimeraException.notFound(
                        "AGENT_NOT_FOUND", "there is no agent called '" + name + "'", "chimera agents lists them"));
    }
}
