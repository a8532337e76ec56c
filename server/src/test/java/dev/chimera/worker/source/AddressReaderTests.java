package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressReaderTests {

    private static final String FEED = "<?xml version=\"1.0\" encoding=\"%s\"?><rss version=\"2.0\"><channel><title>t"
            + "</title><link>https://example.com</link><description>d</description><item><title>Café</title>"
            + "<description>Ein schöner Tag.</description></item></channel></rss>";

    private static final Fetcher LOCAL = new Fetcher(new FetchProperties(List.of("127.0.0.0/8")));

    private final CountDownLatch finished = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        finished.countDown();
        server.stop(0);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answers(String path, int status, String type, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private Reading read(String path) throws InterruptedException {
        return new SourceReader(LOCAL).read(List.of(new Source(0, address(path), null, null)));
    }

    private void refuses(String path, String code) throws InterruptedException {
        assertThat(read(path).unreadable()).extracting(Reading.Unreadable::code).containsExactly(code);
    }

    @Test
    void readsTheEncodingThatAFeedDeclares() throws InterruptedException {
        answers("/latin", 200, "text/xml", FEED.formatted("ISO-8859-1").getBytes(StandardCharsets.ISO_8859_1));
        answers("/utf16", 200, "text/xml", FEED.formatted("UTF-16").getBytes(StandardCharsets.UTF_16));
        answers("/lies", 200, "text/xml", FEED.formatted("UTF-8").getBytes(Charset.forName("windows-1252")));
        answers(
                "/header",
                200,
                "application/rss+xml; charset=iso-8859-15",
                FEED.formatted("UTF-8").getBytes(Charset.forName("iso-8859-15")));
        for (String path : List.of("/latin", "/utf16", "/lies", "/header")) {
            Item item = read(path).items().getFirst();
            assertThat(item.title()).isEqualTo("Café");
            assertThat(item.text()).isEqualTo("Ein schöner Tag.");
            assertThat(item.ownNote()).isFalse();
        }
    }

    @Test
    void knowsMarkdownAndPlainTextByTheirContentType() throws InterruptedException {
        answers("/a", 200, "text/markdown", "# T\nHello.".getBytes(StandardCharsets.UTF_8));
        answers("/b", 200, "text/plain", "Hello.".getBytes(StandardCharsets.UTF_8));
        assertThat(read("/a").items()).extracting(Item::title).containsExactly("T");
        assertThat(read("/b").items()).extracting(Item::text).containsExactly("Hello.");
    }

    @Test
    void refusesWebPage() throws InterruptedException {
        answers(
                "/page",
                200,
                "text/html",
                "<!doctype html><html><body>Hi</body></html>".getBytes(StandardCharsets.UTF_8));
        refuses("/page", "SOURCE_NOT_A_FEED");
    }

    @Test
    void refusesErrorsAndDeadEnds() throws InterruptedException {
        answers("/gone", 410, "text/plain", new byte[] {'x'});
        server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
        server.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        refuses("/gone", "SOURCE_UNREADABLE");
        refuses("/nowhere", "SOURCE_UNREADABLE");
        refuses("/loop", "SOURCE_UNREADABLE");
        refuses("/file", "SOURCE_UNREADABLE");
        assertThat(new SourceReader(LOCAL)
                        .read(List.of(new Source(0, "http://127.0.0.1:1/x", null, null)))
                        .unreadable())
                .extracting(Reading.Unreadable::code)
                .containsExactly("SOURCE_UNREADABLE");
    }

    @Test
    void followsRedirect() throws InterruptedException {
        answers("/b", 200, "text/plain", "Hello.".getBytes(StandardCharsets.UTF_8));
        server.createContext("/moved", exchange -> redirect(exchange, "/b"));
        assertThat(read("/moved").items()).extracting(Item::text).containsExactly("Hello.");
    }

    @Test
    void stopsAtFiveMegabytes() throws InterruptedException {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] chunk = new byte[64 * 1024];
                while (true) {
                    out.write(chunk);
                }
            }
        });
        refuses("/endless", "SOURCE_TOO_LARGE");
    }

    @Test
    void givesUpOnABodyThatNeverEnds() throws InterruptedException {
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        AddressReader impatient = new AddressReader(LOCAL, Duration.ofMillis(300));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> impatient.read(address("/drip")))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("did not answer");
    }

    @Test
    void keepsTheCodeOfAnAddressThatMayNotBeReached() throws InterruptedException {
        answers("/a", 200, "text/plain", "Hello.".getBytes(StandardCharsets.UTF_8));
        Reading reading = new SourceReader(new Fetcher(new FetchProperties(List.of())))
                .read(List.of(new Source(0, address("/a"), null, null)));
        assertThat(reading.items()).isEmpty();
        assertThat(reading.unreadable()).extracting(Reading.Unreadable::code).containsExactly("ADDRESS_REFUSED");
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }
}
