package dev.chimera;

import dev.chimera.api.Prerequisites;
import dev.chimera.api.StartFailure;
import dev.chimera.failure.Credentials;
import dev.chimera.failure.Redaction;
import dev.chimera.model.EmbedderLoading;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The server process: whatever {@code chimera.roles} says it runs, until SIGTERM. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ChimeraServer {

    private static final Logger LOG = LoggerFactory.getLogger(ChimeraServer.class);

    public static void main(String[] args) {
        int status = start(args);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Starts the server, which goes on when this returns. A start that can't succeed ends with one line on standard error;
     * the stack trace is for {@code --debug}.
     *
     * @return the exit status of a start that failed, or 0
     */
    static int start(String... args) {
        // The JDK's own way would write past the log, and past what takes secrets out of it.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> LOG.error("the thread {} ended unexpectedly", thread.getName(), thrown));
        try {
            SpringApplication application = new SpringApplication(ChimeraServer.class);
            application.addListeners(new EmbedderLoading());
            application.addInitializers(new Prerequisites());
            application.run(args);
            return 0;
        } catch (RuntimeException e) {
            StartFailure failure = StartFailure.of(e);
            if (List.of(args).contains("--debug")) {
                StringWriter stackTrace = new StringWriter();
                e.printStackTrace(new PrintWriter(stackTrace));
                System.err.print(Credentials.hidden(Redaction.of(stackTrace.toString())));
            }
            System.err.println(failure.line());
            return failure.exitStatus();
        }
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }
}
