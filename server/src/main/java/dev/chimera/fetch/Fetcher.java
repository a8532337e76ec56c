package dev.chimera.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Gets what stands at an address, as the room's introduction says. Safe for many threads. */
@Component
public final class Fetcher implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_CONNECTIONS_TO_ONE_HOST = 16;
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_LINE = 32 * 1024;

    /** Reads an answer while its connection is open. */
    public interface Reader<T> {

        /** Reads no more of the body than it can hold. A {@link FetchException} reaches the caller as it is. */
        T read(Answer answer) throws IOException;
    }

    private final CloseableHttpClient client;

    @Autowired
    public Fetcher(FetchProperties properties) {
        this(properties, InetAddress::getAllByName);
    }

    Fetcher(FetchProperties properties, Names names) {
        Http1Config bounds = Http1Config.custom()
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxLineLength(LONGEST_LINE)
                .build();
        client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames(names, new PrivateNetworks(properties.blocks())))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(bounds)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(CONNECTING))
                                .build())
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_CONNECTIONS_TO_ONE_HOST)
                        .build())
                .setConnectionReuseStrategy((_, _, _) -> false)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /**
     * Gets an address. Blocks for at most the errand's patience, and for as long as the name system takes to give up.
     *
     * @throws FetchException ADDRESS_INVALID, ADDRESS_REFUSED, ADDRESS_UNREACHABLE, or what the reader throws
     * @throws InterruptedException when the thread was interrupted while it waited
     */
    public <T> T get(WebAddress from, Errand errand, Reader<T> reader) throws FetchException, InterruptedException {
        Deadline deadline = Deadline.in(errand.patience());
        WebAddress address = from;
        try {
            for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
                HttpGet request = request(address, errand);
                deadline.ends(request);
                ClassicHttpResponse response =
                        client.executeOpen(new HttpHost(request.getScheme(), request.getAuthority()), request, null);
                try {
                    Header next = response.getFirstHeader("location");
                    if (response.getCode() / 100 == 3 && next != null) {
                        address = address.resolve(next.getValue());
                        continue;
                    }
                    return reader.read(answer(address, response));
                } finally {
                    leave(request, response);
                }
            }
            throw FetchException.unreachable(from + ": more than " + MOST_REDIRECTS + " redirects");
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while " + address + " was read");
            }
            throw why(from, address, errand, deadline, e);
        } finally {
            deadline.over();
        }
    }

    private static HttpGet request(WebAddress address, Errand errand) {
        HttpGet request = new HttpGet(address.uri());
        Timeout silence = Timeout.of(errand.silence());
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(silence)
                .setResponseTimeout(silence)
                .build());
        request.setHeader("User-Agent", errand.userAgent());
        request.setHeader("Accept", errand.accept());
        return request;
    }

    private static Answer answer(WebAddress address, ClassicHttpResponse response) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        InputStream body = response.getEntity() == null
                ? InputStream.nullInputStream()
                : new Undrained(response.getEntity().getContent());
        return new Answer(address, response.getCode(), headers, body);
    }

    /** The client would read a body to its end before it closes, and there are bodies without one. */
    private static void leave(HttpGet request, ClassicHttpResponse response) {
        request.cancel();
        try {
            response.close();
        } catch (IOException _) {
            // The connection is gone, as it should be.
        }
    }

    private static FetchException why(
            WebAddress from, WebAddress at, Errand errand, Deadline deadline, Exception thrown) {
        if (thrown instanceof FetchException known) {
            return known;
        }
        String where = from + (at.equals(from) ? "" : " leads to " + at);
        if (thrown instanceof CheckedNames.RefusedException) {
            return FetchException.refused(where
                    + ": is in a private network; CHIMERA_ALLOW_PRIVATE of the server names those that may be reached");
        }
        if (deadline.passed() || thrown instanceof java.io.InterruptedIOException) {
            return FetchException.unreachable(
                    where + ": did not answer within " + errand.patience().toSeconds() + " s");
        }
        if (thrown instanceof UnknownHostException) {
            return FetchException.unreachable(where + ": there is no such host");
        }
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return FetchException.unreachable(where + ": can't be reached ("
                + (message.isEmpty() ? thrown.getClass().getSimpleName() : message) + ")");
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** Ends whatever request is under way when the time is over. */
    private static final class Deadline {

        private final CountDownLatch finished = new CountDownLatch(1);
        private final AtomicReference<HttpGet> current = new AtomicReference<>();
        private volatile boolean passed;

        static Deadline in(Duration patience) {
            Deadline deadline = new Deadline();
            Thread.ofVirtual().name("fetch-deadline").start(() -> deadline.watch(patience));
            return deadline;
        }

        private void watch(Duration patience) {
            try {
                if (!finished.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    passed = true;
                    HttpGet request = current.get();
                    if (request != null) {
                        request.cancel();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void ends(HttpGet request) {
            current.set(request);
            if (passed) {
                request.cancel();
            }
        }

        boolean passed() {
            return passed;
        }

        void over() {
            finished.countDown();
        }
    }

    /** Closing it reads nothing more. */
    private static final class Undrained extends FilterInputStream {

        Undrained(InputStream body) {
            super(body);
        }

        @Override
        public void close() {
            // The connection is closed with the response.
        }
    }
}
