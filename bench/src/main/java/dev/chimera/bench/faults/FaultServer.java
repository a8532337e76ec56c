package dev.chimera.bench.faults;

import dev.chimera.ChimeraServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The product's server with nothing to think about, which posts to the {@link Recorder}. Arguments are Spring's; when it
 * is ready it writes its port into {@code chimera.faults.port-file}. Ends when its standard input does, or in an orderly
 * way as soon as it is ready when {@code chimera.faults.training} is set: then its JVM writes an AOT cache.
 */
final class FaultServer {

    private FaultServer() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("harness").start(FaultServer::endWithHarness);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(ChimeraServer.class, Thoughtless.class)
                .listeners((ApplicationListener<ApplicationReadyEvent>) FaultServer::announce)
                .run(args);
        if (context.getEnvironment().getProperty("chimera.faults.training", Boolean.class, false)) {
            System.exit(SpringApplication.exit(context));
        }
    }

    /** The harness holds the other end; an orderly end would only be in the way. */
    private static void endWithHarness() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever written.
            }
        } catch (IOException e) {
            System.err.println("the harness is gone: " + e);
        }
        Runtime.getRuntime().halt(1);
    }

    private static void announce(ApplicationReadyEvent ready) {
        WebServerApplicationContext context = (WebServerApplicationContext) ready.getApplicationContext();
        Path file =
                Path.of(ready.getApplicationContext().getEnvironment().getRequiredProperty("chimera.faults.port-file"));
        try {
            Path aside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    aside,
                    Integer.toString(Objects.requireNonNull(context.getWebServer(), "it serves HTTP")
                            .getPort()));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
