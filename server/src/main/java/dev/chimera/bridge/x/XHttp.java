package dev.chimera.bridge.x;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends one request to X, once: HTTP/1.1, no redirect is followed, no authenticator answers, and the JDK repeats no
 * POST. It would repeat one only if a system property said so, and then this process does not start.
 */
@Component
class XHttp {

    private static final String REPEATS_EVERYTHING = "jdk.httpclient.enableAllMethodRetry";

    /** A page of a hundred tweets with all entities is less than half of it. */
    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private static final Duration CONNECTING = Duration.ofSeconds(3);

    private final HttpClient client;
    private final JsonMapper json;

    XHttp(JsonMapper json) {
        String repeats = System.getProperty(REPEATS_EVERYTHING);
        if (repeats != null && !repeats.equalsIgnoreCase("false")) {
            throw new IllegalStateException(REPEATS_EVERYTHING + " is set: the JDK would send a post twice");
        }
        this.json = json;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTING)
                .build();
    }

    /**
     * Blocks until the whole answer is there.
     *
     * @throws NotSentException when nothing was sent
     * @throws LostAnswerException when nobody knows what became of the request
     */
    XAnswer send(HttpRequest request, Duration patience) throws NotSentException {
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            // The request's own timeout would end with the headers; this one covers a body that drips.
            HttpResponse<byte[]> response = pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new XAnswer(response.statusCode(), response.headers(), parsed(response.body()));
        } catch (TimeoutException _) {
            throw lost("no answer within " + patience.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw lost("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } finally {
            pending.cancel(true);
        }
    }

    private static LostAnswerException failed(@Nullable Throwable cause) throws NotSentException {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof ConnectException
                    || at instanceof HttpConnectTimeoutException
                    || at instanceof UnresolvedAddressException
                    || at instanceof SSLHandshakeException) {
                throw new NotSentException(
                        "X can't be reached (" + at.getClass().getSimpleName() + ")", at);
            }
        }
        String why = cause == null || cause.getMessage() == null ? "the connection broke" : cause.getMessage();
        return new LostAnswerException("X's answer was lost: " + why, cause);
    }

    private static LostAnswerException lost(String why) {
        return new LostAnswerException("X's answer was lost: " + why, null);
    }

    private JsonNode parsed(byte[] body) {
        try {
            return body.length == 0
                    ? MissingNode.getInstance()
                    : json.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }
}
