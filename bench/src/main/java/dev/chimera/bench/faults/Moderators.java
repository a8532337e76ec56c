package dev.chimera.bench.faults;

import dev.chimera.tenant.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The people who are asked what became of a call: they look at the outside world, and answer through the real API. */
final class Moderators {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Witness witness;
    private final Population population;
    private final JdbcClient jdbc;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Moderators(JdbcClient jdbc, Population population, Witness witness) {
        this.witness = witness;
        this.population = population;
        this.jdbc = jdbc;
    }

    /** Answers what is open, through this server. It may die meanwhile; then the rest waits for the next time. */
    int decide(ServerProcess server) throws InterruptedException {
        int decided = 0;
        try {
            for (UUID tenant : waiting()) {
                decided += decide(server, tenant);
            }
        } catch (IOException e) {
            System.err.println("a moderator was interrupted by the death of " + server.name() + ": " + e);
        }
        return decided;
    }

    private List<UUID> waiting() {
        return jdbc.sql("SELECT DISTINCT tenant_id FROM reviews WHERE state = 'OPEN'")
                .query((row, number) -> row.getObject("tenant_id", UUID.class))
                .list();
    }

    private int decide(ServerProcess server, UUID tenant) throws IOException, InterruptedException {
        ApiKey token = population.tenants().stream()
                .filter(known -> known.id().equals(tenant))
                .findFirst()
                .orElseThrow()
                .moderator();
        int decided = 0;
        JsonNode listing = exchange(request(server, token, "/v1/reviews").GET());
        for (JsonNode review : listing.path("reviews")) {
            boolean happened =
                    happened(tenant, UUID.fromString(review.path("task_id").asString()));
            String path = "/v1/reviews/" + review.path("id").asString() + (happened ? "/approve" : "/reject");
            exchange(request(server, token, path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"it is not there\"}")));
            decided++;
        }
        return decided;
    }

    private boolean happened(UUID tenant, UUID task) throws IOException {
        UUID effect = jdbc.sql("SELECT id FROM effects WHERE tenant_id = ? AND task_id = ?")
                .params(tenant, task)
                .query(UUID.class)
                .single();
        return witness.happened(effect);
    }

    private static HttpRequest.Builder request(ServerProcess server, ApiKey token, String path) throws IOException {
        int port = server.port().orElseThrow(() -> new IOException(server.name() + " is dead"));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token.reveal())
                .timeout(PATIENCE);
    }

    /** A conflict is an answer, too: somebody, or an earlier self whose answer was lost, decided already. */
    private JsonNode exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return Ledger.JSON.readTree(response.body());
    }
}
