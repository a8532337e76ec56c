package dev.chimera.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ApiClientTests {

    /** The JDK's own timeout ends with the headers. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void waitsNoLongerForTheRestOfAnAnswerThanForItsBeginning() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try {
                    Socket half = server.accept();
                    half.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"tasks\"".getBytes(US_ASCII));
                    half.getOutputStream().flush();
                    half.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (java.io.IOException e) {
                    // The client gave up: just what was wanted.
                }
            });
            ApiClient client = new ApiClient(URI.create("http://127.0.0.1:" + server.getLocalPort()), null);
            assertThat(client.answers(Duration.ofMillis(500))).isFalse();
        }
    }
}
