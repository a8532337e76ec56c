package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.OnX;
import dev.chimera.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Media on their way to X, from bytes and from addresses. */
class XMediaTests {

    private static final byte[] PNG = bytes(new int[] {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 2_000);

    private static OnX x;
    private static TestServer server;
    private static HttpServer files;
    private static TestServer.Tenant tenant;
    private static OnX.Account account;

    @BeforeAll
    static void boot() throws IOException {
        x = OnX.start();
        server = TestServer.start(
                SharedServers.fresh(),
                "api",
                x.properties("chimera.allow-private=127.0.0.0/8", "chimera.x.most-video-bytes=12000000")
                        .toArray(String[]::new));
        tenant = server.newTenant();
        account = x.account();
        agent("Maya");
        connect("Maya", account);
        files = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
        files.createContext("/a.png", exchange -> {
            exchange.sendResponseHeaders(200, PNG.length);
            exchange.getResponseBody().write(PNG);
            exchange.close();
        });
        files.createContext("/page", exchange -> {
            byte[] page = "<!doctype html><p>no image</p>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        files.createContext("/round", exchange -> {
            exchange.getResponseHeaders().set("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        files.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        files.start();
    }

    @AfterAll
    static void stop() {
        files.stop(0);
        server.close();
        x.close();
    }

    private static byte[] bytes(int[] head, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < head.length; i++) {
            bytes[i] = (byte) head[i];
        }
        return bytes;
    }

    private static void agent(String name) {
        server.jdbc()
                .sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul, twitter)"
                        + " VALUES (?, ?, ?, 'SOUL.md', '', 'x')")
                .params(tenant.id().value(), UUID.randomUUID(), name)
                .update();
    }

    private static void connect(String name, OnX.Account to) {
        TestServer.Reply reply = server.post(
                tenant.operator(),
                "/v1/agents/" + name + "/x/connection",
                "{\"access_token\":\"%s\"}".formatted(x.secret("media-" + to.username(), to.accessToken())));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        assertThat(reply.json().path("username").asString()).isEqualTo(to.username());
    }

    private static TestServer.Reply upload(byte[] bytes) {
        return server.send(server.as(tenant.operator(), "/v1/media?agent=Maya")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
    }

    private static TestServer.Reply fetch(String url) {
        return server.post(tenant.operator(), "/v1/media?agent=Maya", "{\"url\":\"%s\"}".formatted(url));
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + files.getAddress().getPort() + path;
    }

    @Test
    void handsBytesToXAndAnswersTheIdToPostThemWith() {
        TestServer.Reply reply = upload(PNG);

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        assertThat(reply.json().path("media_id").asString()).matches("[0-9]{1,19}");
        assertThat(reply.json().path("kind").asString()).isEqualTo("PNG");
        assertThat(reply.json().path("bytes").asLong()).isEqualTo(PNG.length);
    }

    @Test
    void fetchesFromAnAddress() {
        TestServer.Reply reply = fetch(at("/a.png"));

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        assertThat(reply.json().path("kind").asString()).isEqualTo("PNG");
    }

    @Test
    void sendsAVideoInSegmentsAndWaitsUntilXHasProcessedIt() {
        x.control("media", Map.of("looks", 2));
        byte[] video = bytes(new int[] {0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm'}, 9 << 20);
        int segments = x.calls("POST /2/media/upload/{id}/append");
        int looks = x.calls("GET /2/media/upload");

        TestServer.Reply reply = upload(video);

        x.control("media", Map.of("looks", 0));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        assertThat(reply.json().path("kind").asString()).isEqualTo("MP4");
        assertThat(x.calls("POST /2/media/upload/{id}/append")).isEqualTo(segments + 3);
        assertThat(x.calls("GET /2/media/upload")).isEqualTo(looks + 2);
    }

    @Test
    void saysThatXCouldNotProcessIt() {
        x.control("media", Map.of("looks", 1, "fails", true));

        TestServer.Reply reply = upload(PNG);

        x.control("media", Map.of("looks", 0));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("MEDIA_FAILED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /2/media/upload/initialize",
                "POST /2/media/upload/{id}/append",
                "POST /2/media/upload/{id}/finalize"
            })
    void saysThatXRefusedIt(String endpoint) {
        x.fails(endpoint, "STATUS_403");

        TestServer.Reply reply = upload(PNG);

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("MEDIA_FAILED");
    }

    @Test
    void saysThatXIsAway() {
        x.fails("POST /2/media/upload/initialize", "RESET");

        TestServer.Reply reply = upload(PNG);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("X_UNAVAILABLE");
    }

    @Test
    void refusesWhatIsTooLargeForItsKind() {
        assertThat(upload(Arrays.copyOf(PNG, (5 << 20) + 1)).code()).isEqualTo("MEDIA_TOO_LARGE");
        byte[] gif = bytes(new int[] {'G', 'I', 'F', '8', '9', 'a'}, (15 << 20) + 1);
        assertThat(upload(gif).code()).isEqualTo("MEDIA_TOO_LARGE");
        byte[] video = bytes(new int[] {0, 0, 0, 24, 'f', 't', 'y', 'p', 'm', 'p', '4', '2'}, 12_000_001);
        assertThat(upload(video).code()).isEqualTo("MEDIA_TOO_LARGE");
    }

    @Test
    void refusesWhatIsOfNoKindThatXTakes() {
        assertThat(upload(new byte[0]).code()).isEqualTo("MEDIA_KIND_UNKNOWN");
        assertThat(upload("%PDF-1.7 and more of it".getBytes(StandardCharsets.US_ASCII))
                        .code())
                .isEqualTo("MEDIA_KIND_UNKNOWN");
        byte[] heic = bytes(new int[] {0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c'}, 200);
        assertThat(upload(heic).code()).isEqualTo("MEDIA_KIND_UNKNOWN");
        assertThat(fetch(at("/page")).code()).isEqualTo("MEDIA_KIND_UNKNOWN");
    }

    @Test
    void refusesAddressesThatLeadNowhere() {
        for (String url : new String[] {
            at("/missing"),
            at("/round"),
            at("/elsewhere"),
            "file:///etc/passwd",
            "ftp://127.0.0.1/a.png",
            "not an address",
            "http://does-not-exist.invalid/a.png",
            "http://127.0.0.1:1/a.png"
        }) {
            TestServer.Reply reply = fetch(url);
            assertThat(reply.status()).as(url).isEqualTo(400);
            assertThat(reply.code()).as(url).isEqualTo("MEDIA_FAILED");
        }
    }

    @Test
    void fetchesNothingFromAPrivateNetworkUnlessItIsAllowed() {
        try (TestServer strict =
                TestServer.start(SharedServers.fresh(), "api", x.properties().toArray(String[]::new))) {
            TestServer.Tenant other = strict.newTenant();
            strict.jdbc()
                    .sql(
                            "INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, 'Maya', 'SOUL.md', '')")
                    .params(other.id().value(), UUID.randomUUID())
                    .update();
            for (String url : new String[] {
                at("/a.png"),
                "http://localhost/a.png",
                "http://10.0.0.1/a.png",
                "http://169.254.169.254/latest/meta-data",
                "http://[::1]/a.png",
                "http://[fd00::1]/a.png",
                "http://0.0.0.0/a.png",
                "http://100.64.0.1/a.png",
                "http://[::ffff:127.0.0.1]/a.png"
            }) {
                TestServer.Reply reply =
                        strict.post(other.operator(), "/v1/media?agent=Maya", "{\"url\":\"%s\"}".formatted(url));
                assertThat(reply.code()).as(url).isEqualTo("ADDRESS_REFUSED");
                assertThat(reply.message()).as(url).contains("private network");
            }
        }
    }

    @Test
    void takesMediaFromOperatorsOnlyAndForAgentsThatAreThere() {
        TestServer.Reply moderator = server.send(server.as(tenant.moderator(), "/v1/media?agent=Maya")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(PNG)));
        assertThat(moderator.status()).isEqualTo(403);
        TestServer.Reply nobody = server.send(server.as(tenant.operator(), "/v1/media?agent=Nobody")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(PNG)));
        assertThat(nobody.code()).isEqualTo("AGENT_NOT_FOUND");
        agent("Jonas");
        TestServer.Reply unconnected = server.send(server.as(tenant.operator(), "/v1/media?agent=Jonas")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(PNG)));
        assertThat(unconnected.code()).isEqualTo("X_RECONNECT_NEEDED");
    }
}
