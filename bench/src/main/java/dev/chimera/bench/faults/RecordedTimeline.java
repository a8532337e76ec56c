package dev.chimera.bench.faults;

import dev.chimera.bridge.Publication;
import dev.chimera.bridge.RemoteTimeline;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.type.TypeReference;

/** The bridge's way to the {@link Recorder}. */
final class RecordedTimeline implements RemoteTimeline {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI recorder;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RecordedTimeline(URI recorder) {
        this.recorder = recorder;
    }

    @Override
    public Publication publish(Handover handover) {
        Recorder.Tweet tweet = new Recorder.Tweet(
                handover.tenant().value(),
                handover.agent().value(),
                Objects.requireNonNull(handover.effect(), "only effects post here"),
                handover.text());
        String body = Ledger.JSON.writeValueAsString(tweet);
        String answer = exchange(HttpRequest.newBuilder(recorder).POST(HttpRequest.BodyPublishers.ofString(body)));
        return new Publication.Published(
                Ledger.JSON.readValue(answer, LedgerEntry.class).id());
    }

    @Override
    public List<Entry> newest(TenantId tenant, AgentId agent, int limit) {
        String answer = exchange(HttpRequest.newBuilder(URI.create(recorder + "?agent=" + agent.value()))
                .GET());
        return Ledger.JSON.readValue(answer, new TypeReference<List<LedgerEntry>>() {}).stream()
                .limit(limit)
                .map(entry -> new Entry(entry.id(), entry.effectId(), entry.text(), entry.at()))
                .toList();
    }

    private String exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException("the recorder answers " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the recorder was asked", e);
        }
    }
}
