package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer;
import dev.chimera.embedded.PostgresServer.Durability;
import dev.chimera.embedded.SharedServers;
import dev.chimera.embedded.SharedServers.Fresh;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ErrorAdviceTests {

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();

    @Test
    void answersUnknownPathWithNotFound() {
        assertRefused(server.get(tenant.operator(), "/v1/nothing"), 404, "NOT_FOUND");
        assertRefused(server.send(server.to("/")), 404, "NOT_FOUND");
        assertRefused(server.send(server.to("/error")), 404, "NOT_FOUND");
    }

    @Test
    void answersWrongMethodWithThoseThatArePossible() {
        Reply reply = server.delete(tenant.operator(), "/v1/campaigns");
        assertRefused(reply, 405, "METHOD_NOT_ALLOWED");
        assertThat(reply.raw().headers().allValues("Allow")).first().asString().contains("GET", "POST");
    }

    @Test
    void answersWrongContentType() {
        assertRefused(
                server.send(server.as(tenant.operator(), "/v1/campaigns")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void answersInJsonEvenToWhomDoesNotAcceptIt() {
        Reply reply = server.send(server.as(tenant.operator(), "/v1/campaigns")
                .header("Accept", "text/html")
                .GET());
        assertRefused(reply, 406, "NOT_ACCEPTABLE");
    }

    @Test
    void answersMalformedJsonWithItsPlace() {
        Reply reply = server.post(tenant.operator(), "/v1/campaigns", "{\"file\":\n  nonsense}");
        assertRefused(reply, 400, "INVALID_JSON");
        assertThat(reply.message()).contains("line 2");
        assertRefused(server.post(tenant.operator(), "/v1/campaigns", ""), 400, "INVALID_JSON");
        assertRefused(server.post(tenant.operator(), "/v1/campaigns", "[1]"), 400, "INVALID_JSON");
        assertRefused(server.post(tenant.operator(), "/v1/campaigns", "{} {}"), 400, "INVALID_JSON");
        assertRefused(server.post(tenant.operator(), "/v1/campaigns", "{\"soul\":1,\"soul\":2}"), 400, "INVALID_JSON");
        assertRefused(server.post(tenant.operator(), "/v1/campaigns", "[".repeat(100_000)), 400, "INVALID_JSON");
    }

    @Test
    void refusesDeclaredBodyThatIsTooLarge() {
        Reply reply = server.post(tenant.operator(), "/v1/campaigns", "x".repeat(BodyBound.MAX_BYTES + 1));
        assertRefused(reply, 413, "BODY_TOO_LARGE");
    }

    @Test
    void refusesStreamedBodyThatIsTooLarge() {
        byte[] body = new byte[BodyBound.MAX_BYTES + 1];
        Reply reply = server.send(server.as(tenant.operator(), "/v1/campaigns")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertRefused(reply, 413, "BODY_TOO_LARGE");
    }

    @Test
    void letsBodyThroughThatJustFits() {
        byte[] body = new byte[BodyBound.MAX_BYTES];
        Reply declared = server.send(server.to("/faults/echo").POST(BodyPublishers.ofByteArray(body)));
        assertThat(declared.json().intValue()).isEqualTo(BodyBound.MAX_BYTES);
        Reply streamed = server.send(
                server.to("/faults/echo").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(streamed.json().intValue()).isEqualTo(BodyBound.MAX_BYTES);
    }

    @Test
    void answersCallerWithoutTokenWithUnauthorized() {
        Reply reply = server.send(server.to("/v1/campaigns"));
        assertRefused(reply, 401, "UNAUTHORIZED");
        assertThat(reply.raw().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
    }

    @Test
    void hidesWhatIsUnexpectedAndLogsItUnderTheSameId(CapturedOutput output) {
        Reply reply = server.send(server.to("/faults/unexpected"));
        assertRefused(reply, 500, "INTERNAL");
        assertThat(reply.raw().body()).doesNotContain("secret detail").doesNotContain("Exception");
        String correlation = reply.message().replaceAll(".*\\((.*)\\).*", "$1");
        assertThat(correlation).hasSize(36);
        assertThat(output).contains(correlation).contains("secret detail");
    }

    @Test
    void saysThatRedisIsAway() {
        Reply reply = server.send(server.to("/faults/redis"));
        assertRefused(reply, 503, "REDIS_UNREACHABLE");
        assertThat(reply.raw().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void saysThatPostgresIsAway(@TempDir Path directory) {
        try (PostgresServer postgres = PostgresServer.start(directory, Durability.THROWAWAY);
                TestServer other = TestServer.start(
                        new Fresh(postgres.url(), SharedServers.fresh().redisUrl()),
                        "api",
                        "spring.datasource.hikari.connection-timeout=3000")) {
            TestServer.Tenant someone = other.newTenant();
            assertThat(other.get(someone.operator(), "/v1/campaigns").status()).isEqualTo(200);
            postgres.kill();
            assertRefused(other.get(someone.operator(), "/v1/campaigns"), 503, "POSTGRES_UNREACHABLE");
            assertRefused(other.post(someone.operator(), "/v1/agents/Maya/pause"), 503, "POSTGRES_UNREACHABLE");
        }
    }

    @Test
    void answersWhatTomcatRefusesInTheSameForm() throws IOException {
        assertThat(rawly("GET /v1/agents/a%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("{\"error\":{\"code\":\"BAD_REQUEST\"")
                .doesNotContain("<html");
    }

    private String rawly(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.raw().headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("application/json");
        assertThat(reply.json().propertyNames()).containsExactly("error");
        assertThat(reply.json().path("error").propertyNames()).containsExactly("code", "message", "hint");
        assertThat(reply.message()).isNotBlank().doesNotContain("\n");
    }
}
