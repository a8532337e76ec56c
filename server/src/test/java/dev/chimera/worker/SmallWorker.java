package dev.chimera.worker;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.TestServer;
import java.io.IOException;

/** A worker in a process of its own, so that its heap can be small. Ends with its standard input. */
final class SmallWorker {

    private SmallWorker() {}

    public static void main(String[] urls) throws IOException {
        try (TestServer server = TestServer.start(
                new SharedServers.Fresh(urls[0], urls[1]),
                "worker",
                "chimera.worker.slots=500",
                "chimera.allow-private=127.0.0.0/8")) {
            System.out.println("ready on " + server.port());
            while (System.in.read() >= 0) {
                // Nothing is ever written.
            }
        }
        System.exit(0);
    }
}
