package dev.chimera.bench.quality;

import dev.chimera.bench.load.BenchServer;
import dev.chimera.cli.HandedIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The whole server over HTTP: campaigns go in as files do, reports come out. Nothing waits for an agent's cooldown. */
final class Desk implements AutoCloseable {

    private static final String TOKEN = "measured-by-an-operator-of-this-bench";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_MS = 250;
    private static final int TRIES = 4;

    private final BenchServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private Desk(BenchServer server) {
        this.server = server;
    }

    static Desk open() throws IOException {
        return new Desk(BenchServer.whole("--chimera.bootstrap-token=" + TOKEN, "--logging.level.root=error"));
    }

    /** A campaign, what was handed in for it, and what was reported of it when nothing more could be done. */
    record Settled(MeasuredCampaign campaign, ObjectNode handedIn, JsonNode report) {}

    /** Hands them in at once and waits for each. */
    List<Settled> run(List<MeasuredCampaign> campaigns) throws IOException, InterruptedException {
        record Started(MeasuredCampaign campaign, ObjectNode handedIn, String id) {}
        List<Started> started = new ArrayList<>();
        List<Settled> settled = new ArrayList<>();
        for (MeasuredCampaign campaign : campaigns) {
            ObjectNode handedIn = HandedIn.of(campaign.folder().resolve(MeasuredCampaign.FILE));
            JsonNode taken = send(request("/v1/campaigns")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(handedIn.toString())));
            if (taken.has("error")) {
                settled.add(new Settled(campaign, handedIn, refused(taken)));
            } else {
                started.add(new Started(campaign, handedIn, taken.path("id").asString()));
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Started one : started) {
            JsonNode report = report(one.id());
            while (!report.path("settled").asBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(one.campaign().name() + " is not settled after " + PATIENCE);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
                report = report(one.id());
            }
            settled.add(new Settled(one.campaign(), one.handedIn(), report));
        }
        return settled;
    }

    /** A file that is refused gives nothing, and says so once. */
    private static ObjectNode refused(JsonNode answer) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.putArray("failed").add(answer.path("error"));
        return report;
    }

    private JsonNode report(String campaign) throws IOException, InterruptedException {
        return send(request("/v1/report?campaign=" + campaign).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.httpUrl() + path)).header("Authorization", "Bearer " + TOKEN);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (int again = 1; answer.statusCode() >= 500 && again < TRIES; again++) {
            // A busy machine; handing in twice continues the same campaign.
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
        if (answer.statusCode() >= 500 || answer.body().isBlank()) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    @Override
    public void close() throws IOException {
        http.close();
        server.close();
    }
}
