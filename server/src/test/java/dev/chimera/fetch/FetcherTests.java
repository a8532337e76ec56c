package dev.chimera.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On two addresses of the loopback network: one that may be reached, and one that may not. */
class FetcherTests {

    private static final String OPEN = "127.0.0.2";
    private static final String CLOSED = "127.0.0.1";
    private static final Errand ERRAND = new Errand("test", "*/*", Duration.ofSeconds(20), Duration.ofSeconds(20));

    private final AtomicInteger askedOpen = new AtomicInteger();
    private final AtomicInteger askedClosed = new AtomicInteger();
    private final List<String> lookedUp = new ArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private HttpServer open;
    private HttpServer closed;

    @BeforeEach
    void start() throws IOException {
        open = server(OPEN, 0, askedOpen);
        closed = server(CLOSED, open.getAddress().getPort(), askedClosed);
    }

    @AfterEach
    void stop() {
        finished.countDown();
        open.stop(0);
        closed.stop(0);
    }

    private HttpServer server(String address, int port, AtomicInteger asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            String query = exchange.getRequestURI().getRawQuery();
            if (query != null && query.startsWith("to=")) {
                exchange.getResponseHeaders().set("Location", query.substring(3));
                exchange.sendResponseHeaders(302, -1);
            } else {
                byte[] body = "Hello.".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("X-Seen", "yes");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private int port() {
        return open.getAddress().getPort();
    }

    /** Knows one name, whose addresses are these, one after the other. */
    private Fetcher fetcher(String... addresses) {
        return new Fetcher(new FetchProperties(List.of(OPEN)), host -> {
            lookedUp.add(host);
            if (!host.equals("feeds.example")) {
                return InetAddress.getAllByName(host);
            }
            String next = addresses[Math.min(lookedUp.size(), addresses.length) - 1];
            List<InetAddress> found = new ArrayList<>();
            for (String each : next.split(",")) {
                found.add(InetAddress.ofLiteral(each));
            }
            return found.toArray(InetAddress[]::new);
        });
    }

    private static String get(Fetcher fetcher, String location) throws FetchException, InterruptedException {
        return fetcher.get(
                WebAddress.parse(location),
                ERRAND,
                answer -> answer.header("x-seen").orElse("no") + " "
                        + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static FetchException failure(Fetcher fetcher, String location) {
        return catchThrowableOfType(FetchException.class, () -> get(fetcher, location));
    }

    private String named(String rest) {
        return "http://feeds.example:" + port() + rest;
    }

    @Test
    void connectsToTheAddressThatWasCheckedAndLooksUpOnce() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN, CLOSED)) {
            assertThat(get(fetcher, named("/"))).isEqualTo("yes Hello.");
        }
        assertThat(lookedUp).containsExactly("feeds.example");
        assertThat(askedOpen).hasValue(1);
        assertThat(askedClosed).hasValue(0);
    }

    @Test
    void checksTheNameAgainWhenItRedirectsToItself() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN, CLOSED)) {
            FetchException refused = failure(fetcher, named("/?to=/secret"));
            assertThat(refused.code()).isEqualTo("ADDRESS_REFUSED");
            assertThat(refused).hasMessageContaining("CHIMERA_ALLOW_PRIVATE");
        }
        assertThat(askedClosed).hasValue(0);
    }

    @Test
    void refusesRedirectIntoThePrivateNetwork() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN)) {
            for (String to :
                    List.of(CLOSED + ":" + port(), "localhost:" + port(), "127.1:" + port(), "[::1]:" + port())) {
                assertThat(failure(fetcher, named("/?to=http://" + to + "/")).code())
                        .as(to)
                        .isEqualTo("ADDRESS_REFUSED");
            }
            assertThat(failure(fetcher, named("/?to=file:///etc/passwd")).code())
                    .isEqualTo("ADDRESS_INVALID");
        }
        assertThat(askedClosed).hasValue(0);
    }

    @Test
    void refusesNameWithOneAddressThatMayNotBeReached() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN + "," + CLOSED)) {
            assertThat(failure(fetcher, named("/")).code()).isEqualTo("ADDRESS_REFUSED");
        }
        assertThat(askedOpen).hasValue(0);
        assertThat(askedClosed).hasValue(0);
    }

    @Test
    void refusesEverySpellingOfAnAddress() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN)) {
            for (String host : List.of("127.0.0.1", "2130706433", "127.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0")) {
                assertThat(failure(fetcher, "http://" + host + ":" + port() + "/")
                                .code())
                        .as(host)
                        .isEqualTo("ADDRESS_REFUSED");
            }
            // Some name systems know these, and some don't.
            for (String host : List.of("0x7f000001", "017700000001", "0x7f.1")) {
                assertThat(failure(fetcher, "http://" + host + ":" + port() + "/")
                                .code())
                        .as(host)
                        .isIn("ADDRESS_REFUSED", "ADDRESS_UNREACHABLE");
            }
        }
        assertThat(askedClosed).hasValue(0);
    }

    @Test
    void followsFiveRedirectsAndNoMore() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN)) {
            assertThat(get(fetcher, named("/?to=/x"))).isEqualTo("yes Hello.");
            open.createContext("/round", exchange -> {
                exchange.getResponseHeaders().set("Location", "/round");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            });
            assertThat(failure(fetcher, named("/round"))).hasMessageContaining("redirects");
        }
    }

    @Test
    void tellsWhatItCouldNotReach() throws Exception {
        try (Fetcher fetcher = fetcher(OPEN)) {
            assertThat(failure(fetcher, "http://does-not-exist.invalid/").code())
                    .isEqualTo("ADDRESS_UNREACHABLE");
            assertThat(failure(fetcher, "http://" + OPEN + ":1/").code()).isEqualTo("ADDRESS_UNREACHABLE");
        }
    }

    @Test
    void readsNothingOfABodyThatNobodyWants() throws Exception {
        open.createContext("/endless", exchange -> {
            exchange.getResponseHeaders().set("Location", "/");
            exchange.sendResponseHeaders(302, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (finished.getCount() > 0) {
                    out.write(new byte[8192]);
                }
            }
        });
        try (Fetcher fetcher = fetcher(OPEN)) {
            assertThat(get(fetcher, named("/endless"))).isEqualTo("yes Hello.");
        }
    }

    @Test
    void endsAFetchWhoseTimeIsOver() throws Exception {
        open.createContext("/drip", exchange -> {
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
        Errand hurried = new Errand("test", "*/*", Duration.ofSeconds(60), Duration.ofMillis(300));
        try (Fetcher fetcher = fetcher(OPEN)) {
            FetchException late = catchThrowableOfType(
                    FetchException.class,
                    () -> fetcher.get(
                            WebAddress.parse(named("/drip")),
                            hurried,
                            answer -> answer.body().readAllBytes()));
            assertThat(late.code()).isEqualTo("ADDRESS_UNREACHABLE");
            assertThat(late).hasMessageContaining("did not answer within");
        }
    }
}
