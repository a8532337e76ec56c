package dev.chimera.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * MCP over stdio on this side, MCP over Streamable HTTP on the other: each line is one JSON-RPC message that is posted,
 * each answer one line. Requests run at the same time; standard output carries whole messages and nothing else.
 *
 * <p>Whatever goes wrong with a request is answered as a JSON-RPC error with its id, so that the client never waits for
 * an answer that does not come; what goes wrong with a notification is a line on standard error.
 */
final class McpForwarder {

    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int INTERNAL_ERROR = -32603;

    private static final int LONGEST_LINE = 4 << 20;
    private static final int AT_THE_SAME_TIME = 32;
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http = ApiClient.client();
    private final URI endpoint;
    private final String key;
    private final Terminal terminal;
    private final Semaphore free = new Semaphore(AT_THE_SAME_TIME);
    private final Object output = new Object();
    private volatile @Nullable String protocolVersion;

    McpForwarder(URI server, String path, String key, Terminal terminal) {
        this.endpoint = ApiClient.at(server, path);
        this.key = key;
        this.terminal = terminal;
    }

    /** Forwards until the input ends, then waits for the answers that are still due. */
    void forwardAll(InputStream input) throws InterruptedException {
        BoundedLines lines = new BoundedLines(input, LONGEST_LINE);
        ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
        try {
            boolean first = true;
            for (String line = next(lines); line != null; line = next(lines)) {
                // Some programs begin what they write with a byte order mark.
                String message = first && line.startsWith("\uFEFF") ? line.substring(1) : line;
                first = false;
                if (!message.isBlank()) {
                    free.acquire();
                    requests.execute(() -> forwardOne(message));
                }
            }
            requests.shutdown();
            requests.awaitTermination(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            requests.shutdownNow();
        }
    }

    /** The next line that is not too long; a longer one is refused, since its id is not known either. */
    private @Nullable String next(BoundedLines lines) {
        while (true) {
            try {
                return lines.next();
            } catch (BoundedLines.TooLong e) {
                write(error(null, INVALID_REQUEST, "the message is longer than " + LONGEST_LINE + " bytes"));
            } catch (IOException e) {
                return null;
            }
        }
    }

    private void forwardOne(String line) {
        try {
            JsonNode message;
            try {
                message = Json.parse(line);
            } catch (JacksonException e) {
                write(error(null, PARSE_ERROR, "this is not JSON"));
                return;
            }
            if (!message.isObject()) {
                write(error(null, INVALID_REQUEST, "one JSON-RPC message a line; batches are not supported"));
                return;
            }
            forward(line, message);
        } finally {
            free.release();
        }
    }

    private void forward(String line, JsonNode message) {
        JsonNode id = message.has("method") ? message.path("id") : Json.object().path("id");
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(line));
        String version = protocolVersion;
        if (version != null) {
            request.header("MCP-Protocol-Version", version);
        }
        boolean initialize = Json.text(message, "method").equals("initialize");
        try {
            HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> body = response.body()) {
                String type = response.headers().firstValue("Content-Type").orElse("");
                boolean answered = type.startsWith("text/event-stream")
                        ? relayEvents(body, id, initialize)
                        : relayBody(body, id, initialize);
                if (!answered) {
                    fail(id, "the server answered " + response.statusCode() + statusHint(response.statusCode()));
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            fail(id, "no answer from " + endpoint);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String statusHint(int status) {
        return status == 401 ? ": CHIMERA_TOKEN is not the key of an agent of that server" : "";
    }

    /** Whether the body was a JSON-RPC message, or there was nothing to say to a notification. */
    private boolean relayBody(Stream<String> body, JsonNode id, boolean initialize) {
        String text = String.join(" ", body.toList());
        return text.isBlank() ? id.isMissingNode() : relay(text, id, initialize);
    }

    /** Writes each event's message as it comes; whether the request's own answer was among them. */
    private boolean relayEvents(Stream<String> body, JsonNode id, boolean initialize) {
        boolean answered = id.isMissingNode();
        StringBuilder event = new StringBuilder();
        for (var lines = Stream.concat(body, Stream.of("")).iterator(); lines.hasNext(); ) {
            String line = lines.next();
            if (line.startsWith("data:")) {
                event.append(line.substring("data:".length())).append(' ');
            } else if (line.isEmpty() && !event.isEmpty()) {
                String text = event.toString();
                event.setLength(0);
                answered |= !text.isBlank() && relay(text, id, initialize);
            }
        }
        return answered;
    }

    /** Writes a message, as it was sent but for line breaks; whether it settles the request with that id. */
    private boolean relay(String text, JsonNode id, boolean initialize) {
        JsonNode message;
        try {
            message = Json.parse(text);
        } catch (JacksonException e) {
            return false;
        }
        if (!message.has("jsonrpc")) {
            return false;
        }
        boolean answer = !message.has("method") && message.path("id").equals(id);
        boolean anonymousError =
                message.has("error") && message.path("id").asString("").isEmpty();
        if (anonymousError && !id.isMissingNode()) {
            ObjectNode answered = (ObjectNode) message;
            answered.set("id", id);
            write(answered);
            return true;
        }
        String negotiated = Json.text(message.path("result"), "protocolVersion");
        if (answer && initialize && !negotiated.isEmpty()) {
            protocolVersion = negotiated;
        }
        writeLine(text.strip());
        return answer || id.isMissingNode();
    }

    private void fail(JsonNode id, String problem) {
        if (id.isMissingNode()) {
            terminal.note("chimera: MCP_NOT_DELIVERED: " + problem + "; the message had no id, so nobody is told");
        } else {
            write(error(id, INTERNAL_ERROR, problem));
        }
    }

    private static ObjectNode error(@Nullable JsonNode id, int code, String problem) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0");
        message.set("id", id);
        message.putObject("error").put("code", code).put("message", problem);
        return message;
    }

    private void write(JsonNode message) {
        writeLine(Json.compact(message));
    }

    private void writeLine(String line) {
        synchronized (output) {
            terminal.out().print(line + "\n");
            terminal.out().flush();
        }
    }
}
