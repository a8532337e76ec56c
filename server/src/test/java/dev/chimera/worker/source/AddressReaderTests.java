package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
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
    void believesTheHeaderOverTheDeclarationAndTheBytesOverBoth() throws InterruptedException {
        // Each pair: the header's charset, the declaration's, and what the bytes are.
        String[][] cases = {
            {"; charset=UTF-8", "ISO-8859-1", "UTF-8"},
            {"; charset=\"utf-8\"", "windows-1251", "UTF-8"},
            {"; charset=windows-1252", "UTF-8", "windows-1252"},
            {"; charset=ISO-8859-1", "UTF-8", "UTF-8"},
            {"; charset=us-ascii", "UTF-8", "UTF-8"},
            {"; charset=utf-8", "UTF-8", "windows-1252"},
            {"; charset=no-such-charset", "ISO-8859-15", "ISO-8859-15"},
            {"", "UTF-16", "UTF-8"},
            {"", "UTF-8", "UTF-16LE"},
            {"; charset=utf-16", "UTF-16", "UTF-16BE"},
        };
        for (int i = 0; i < cases.length; i++) {
            answers(
                    "/c" + i,
                    200,
                    "application/rss+xml" + cases[i][0],
                    FEED.formatted(cases[i][1]).getBytes(Charset.forName(cases[i][2])));
            assertThat(read("/c" + i).items())
                    .as(String.join(" ", cases[i]))
                    .extracting(Item::title, Item::text)
                    .containsExactly(tuple("Café", "Ein schöner Tag."));
        }
    }

    @Test
    void losesNoFeedToOneWrongByte() throws InterruptedException {
        byte[] feed = FEED.formatted("UTF-8").replace("Tag.", "Tag, it#s fine.").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < feed.length; i++) {
            feed[i] = feed[i] == '#' ? (byte) 0x92 : feed[i];
        }
        answers("/byte", 200, "text/xml; charset=utf-8", feed);
        assertThat(read("/byte").items()).extracting(Item::text).containsExactly("Ein schöner Tag, it’s fine.");
        answers(
                "/controls",
                200,
                "text/xml; charset=iso-8859-1",
                FEED.formatted("ISO-8859-1")
                        .replace("Tag.", "Tag, it\u0092s fine.")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(read("/controls").items()).extracting(Item::text).containsExactly("Ein schöner Tag, it’s fine.");
    }

    private static byte[] packed(byte[] body, boolean gzip) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packing = gzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            packing.write(body);
        }
        return out.toByteArray();
    }

    private void answersPacked(String path, String encoding, byte[] body) {
        server.createContext(path, exchange -> {
            if (!encoding.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Encoding", encoding);
            }
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    @Test
    void unpacksWhatNobodyAskedToBePacked() throws IOException, InterruptedException {
        byte[] feed = FEED.formatted("UTF-8").getBytes(StandardCharsets.UTF_8);
        byte[] zlib = packed(feed, false);
        answersPacked("/gzip", "gzip", packed(feed, true));
        answersPacked("/xgzip", "x-gzip", packed(feed, true));
        answersPacked("/silent.xml.gz", "", packed(feed, true));
        answersPacked("/twice.xml.gz", "gzip", packed(packed(feed, true), true));
        answersPacked("/zlib", "deflate", zlib);
        answersPacked("/raw", "deflate", Arrays.copyOfRange(zlib, 2, zlib.length - 4));
        answersPacked("/lie", "gzip", feed);
        for (String path : List.of("/gzip", "/xgzip", "/silent.xml.gz", "/twice.xml.gz", "/zlib", "/raw", "/lie")) {
            assertThat(read(path).items()).as(path).extracting(Item::title).containsExactly("Café");
        }
    }

    @Test
    void refusesBombsAndWhatItCanNotUnpack() throws IOException, InterruptedException {
        answersPacked("/bomb", "gzip", packed(new byte[60 * 1024 * 1024], true));
        answersPacked("/brotli", "br", new byte[] {1, 2, 3});
        byte[] whole = packed(FEED.formatted("UTF-8").getBytes(StandardCharsets.UTF_8), true);
        answersPacked("/damaged", "gzip", Arrays.copyOf(whole, whole.length / 2));
        refuses("/bomb", "SOURCE_TOO_LARGE");
        refuses("/brotli", "SOURCE_UNREADABLE");
        refuses("/damaged", "SOURCE_UNREADABLE");
    }

    @Test
    void readsJsonFeedByItsContentTypeOrByWhatItSays() throws InterruptedException {
        byte[] feed =
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":\"1\",\"url\":\"/a\",\"content_text\":\"We open.\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        answers("/feed", 200, "application/feed+json", feed);
        answers("/untold", 200, "text/plain", feed);
        answers("/other", 200, "application/json", "{\"items\":3}".getBytes(StandardCharsets.UTF_8));
        for (String path : List.of("/feed", "/untold")) {
            Item item = read(path).items().getFirst();
            assertThat(item.text()).isEqualTo("We open.");
            assertThat(item.ownNote()).isFalse();
            assertThat(item.url()).isEqualTo(address("/a"));
        }
        refuses("/other", "SOURCE_NOT_A_FEED");
    }

    @Test
    void namesTheFeedOfAWebPage() throws InterruptedException {
        answers(
                "/blog/",
                200,
                "text/html; charset=utf-8",
                "<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='feed.xml'></head><body>Hi</body></html>"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(read("/blog/").unreadable())
                .extracting(Reading.Unreadable::message)
                .containsExactly(address("/blog/") + ": it is a web page, not a feed; name its feed instead: "
                        + address("/blog/feed.xml"));
    }

    @Test
    void readsNothingIntoPicturesAndPapers() throws InterruptedException {
        answers("/a", 200, "application/pdf", "%PDF-1.7 words".getBytes(StandardCharsets.UTF_8));
        answers("/b", 200, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
        refuses("/a", "SOURCE_NOT_A_FEED");
        refuses("/b", "SOURCE_NOT_A_FEED");
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
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> impatient.read(address("/drip"), new Room(1_000_000)))
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
