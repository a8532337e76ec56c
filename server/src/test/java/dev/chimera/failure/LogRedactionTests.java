package dev.chimera.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** With the application's own start, because it is that which sets up the log. */
@ExtendWith(OutputCaptureExtension.class)
class LogRedactionTests {

    private static final Logger LOG = LoggerFactory.getLogger(LogRedactionTests.class);

    static class Nothing {}

    private static void log(String value, String... arguments) {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        String[] all = new String[arguments.length + 1];
        all[0] = "--chimera.embedded=false";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        ConfigurableApplicationContext context = application.run(all);
        try {
            MDC.put("token", value);
            LOG.warn("refused {}", value, new IllegalStateException("with " + value, new RuntimeException(value)));
        } finally {
            MDC.remove("token");
            context.close();
        }
    }

    private static String known(String name) {
        String value = "key-" + UUID.randomUUID();
        Redaction.know(name, value);
        return value;
    }

    /** Spring Boot hands this over to the log in a system property, which would outlive the test. */
    @AfterEach
    void logAsBefore() {
        System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
    }

    @Test
    void keepsSecretsOutOfLinesAndStackTraces(CapturedOutput output) {
        String value = known("env:LOGGED");
        log(value);

        assertThat(output).doesNotContain(value);
        assertThat(output).contains("refused [env:LOGGED]");
        assertThat(output).contains("java.lang.IllegalStateException: with [env:LOGGED]");
        assertThat(output).contains("Caused by: java.lang.RuntimeException: [env:LOGGED]");
    }

    @Test
    void keepsTheLookOfSpringBootsLines(CapturedOutput output) {
        log(known("env:LOOK"));

        assertThat(output.getOut())
                .containsPattern("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+[^ ]+  WARN \\d+ --- \\[chimera] \\[ +main] "
                        + "[a-z.]*failure\\.LogRedactionTests +: refused \\[env:LOOK]");
    }

    @Test
    void keepsSecretsOutOfStructuredLinesToo(CapturedOutput output) {
        String value = known("env:JSON");
        log(value, "--logging.structured.format.console=ecs");

        assertThat(output).doesNotContain(value);
        assertThat(output).contains("\"message\":\"refused [env:JSON]\"");
        assertThat(output).contains("\"token\":\"[env:JSON]\"");
    }
}
