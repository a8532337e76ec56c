package dev.chimera.bridge.x;

import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.UnreadableTimelineException;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.failure.Redaction;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands a medium to X: announced, sent in segments, finished, and then looked at until X has processed it.
 *
 * <pre>
 *   initialize --> append, append ... --> finalize --> pending --> in_progress --> succeeded | failed
 * </pre>
 *
 * <p>A medium that got nowhere is never shown to anybody, so everything here may be tried again.
 */
@Component
class MediaUpload {

    private static final String INITIALIZE = "POST /2/media/upload/initialize";
    private static final String APPEND = "POST /2/media/upload/:id/append";
    private static final String FINALIZE = "POST /2/media/upload/:id/finalize";
    private static final String STATUS = "GET /2/media/upload";

    /** X takes segments of up to 5 MB, and at most a thousand. */
    private static final int SEGMENT = 4 << 20;

    private static final Duration SEGMENT_PATIENCE = Duration.ofSeconds(60);
    private static final long LONGEST_CHECK_SECONDS = 10;

    private final AccountReader accounts;
    private final XClient client;
    private final XProperties properties;
    private final JsonMapper json;

    MediaUpload(AccountReader accounts, XClient client, XProperties properties, JsonMapper json) {
        this.accounts = accounts;
        this.client = client;
        this.properties = properties;
        this.json = json;
    }

    /** @param expiresAfter how long X keeps what is not posted, in seconds; 0 where it does not say */
    record Uploaded(String mediaId, long expiresAfter) {}

    /** @throws ChimeraException MEDIA_FAILED, or why the account can't be used */
    Uploaded upload(TenantId tenant, AgentId agent, Medium medium) {
        XAccount account = switch (accounts.ready(tenant, agent)) {
            case AccountReader.Ready.Yes(XAccount ready) -> ready;
            case AccountReader.Ready.No(Refusal refusal) -> throw unusable(refusal);
        };
        try {
            ObjectNode announcement = json.createObjectNode()
                    .put("media_type", medium.kind().type())
                    .put("media_category", medium.kind().category())
                    .put("total_bytes", medium.bytes());
            XAnswer begun = asked(
                    account,
                    INITIALIZE,
                    () -> client.post(account.tenant(), account.auth(), "/2/media/upload/initialize", announcement));
            String id = begun.body().path("data").path("id").asString("");
            if (!id.matches("[0-9]{1,19}")) {
                throw failed("X gave the medium no id");
            }
            append(account, id, medium);
            XAnswer finished = asked(
                    account,
                    FINALIZE,
                    () -> client.post(
                            account.tenant(),
                            account.auth(),
                            "/2/media/upload/" + id + "/finalize",
                            json.createObjectNode()));
            JsonNode done = processed(account, id, finished.body().path("data"));
            return new Uploaded(id, done.path("expires_after_secs").asLong(0));
        } catch (UnreadableTimelineException e) {
            throw unusable(e.refusal());
        }
    }

    private void append(XAccount account, String id, Medium medium) {
        try (InputStream in = Files.newInputStream(medium.file())) {
            byte[] piece = in.readNBytes(SEGMENT);
            for (int segment = 0; piece.length > 0; segment++) {
                String boundary = "chimera-" + UUID.randomUUID();
                List<byte[]> body = multipart(boundary, segment, piece);
                asked(
                        account,
                        APPEND,
                        () -> client.post(
                                account.tenant(),
                                account.auth(),
                                "/2/media/upload/" + id + "/append",
                                "multipart/form-data; boundary=" + boundary,
                                BodyPublishers.ofByteArrays(body),
                                SEGMENT_PATIENCE));
                piece = in.readNBytes(SEGMENT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> multipart(String boundary, int segment, byte[] piece) {
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"segment_index\"\r\n\r\n" + segment
                + "\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"media\"; filename=\"segment\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
        String tail = "\r\n--" + boundary + "--\r\n";
        return List.of(head.getBytes(StandardCharsets.US_ASCII), piece, tail.getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits until X has processed it, and as long between two looks as X says, within bounds. */
    private JsonNode processed(XAccount account, String id, JsonNode first) {
        long deadline = System.nanoTime() + properties.mediaTimeout().toNanos();
        JsonNode data = first;
        while (true) {
            JsonNode processing = data.path("processing_info");
            String state = processing.path("state").asString("succeeded");
            switch (state) {
                case "succeeded" -> {
                    return data;
                }
                case "failed" ->
                    throw failed("X could not process the medium"
                            + reason(processing.path("error").path("message").asString("")));
                case "pending", "in_progress" -> {
                    long seconds =
                            Math.clamp(processing.path("check_after_secs").asLong(1), 1, LONGEST_CHECK_SECONDS);
                    if (System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) > deadline) {
                        throw failed("X was still processing the medium after "
                                + properties.mediaTimeout().toSeconds() + " s");
                    }
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
                    if (Thread.currentThread().isInterrupted()) {
                        throw failed("the medium was not waited for");
                    }
                }
                default -> throw failed("X says that the medium is " + Redaction.of(state));
            }
            data = asked(
                            account,
                            STATUS,
                            () -> client.get(
                                    account.tenant(), account.auth(), "/2/media/upload?command=STATUS&media_id=" + id))
                    .body()
                    .path("data");
        }
    }

    private static String reason(String text) {
        return text.isBlank() ? "" : ": " + Redaction.of(text.substring(0, Math.min(text.length(), 200)));
    }

    private XAnswer asked(XAccount account, String endpoint, AccountReader.Request request) {
        XAnswer answer = accounts.exchange(account, endpoint, request);
        if (!answer.succeeded()) {
            throw failed("X answered " + answer.status() + ": " + Redaction.of(answer.reason()));
        }
        return answer;
    }

    private static ChimeraException failed(String why) {
        return ChimeraException.conflict("MEDIA_FAILED", why, "try again, or with another medium");
    }

    /** The codes of a refused post, as an HTTP answer. */
    private static ChimeraException unusable(Refusal refusal) {
        Failure failure = Failure.of(refusal.code().name(), refusal.message());
        return switch (refusal.code()) {
            case X_UNAVAILABLE -> new ChimeraException(ChimeraException.Kind.UNAVAILABLE, failure);
            case RATE_LIMITED -> {
                String hint = "try again in "
                        + (refusal.retryAfter() == null
                                ? "a while"
                                : refusal.retryAfter().toSeconds() + " s");
                yield ChimeraException.conflict(failure.code(), failure.message(), hint);
            }
            default -> new ChimeraException(ChimeraException.Kind.CONFLICT, failure);
        };
    }
}
