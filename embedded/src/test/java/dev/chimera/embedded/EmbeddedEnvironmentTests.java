package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.ChimeraServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

class EmbeddedEnvironmentTests {

    @TempDir
    Path directory;

    @Configuration
    static class Empty {}

    @Test
    void leavesAnApplicationAloneThatIsNotTheServer() {
        try (ConfigurableApplicationContext context = run("--chimera.home=" + directory)) {
            assertThat(context.getEnvironment().getProperty("chimera.postgres.url"))
                    .isNull();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void startsNothingWhenBothUrlsAreConfiguredAndSaysWhereHomeIs() {
        String home = directory.resolve("here/../home").toString();
        try (ConfigurableApplicationContext context = run(
                "--chimera.embedded=true",
                "--chimera.home=" + home,
                "--chimera.postgres.url=jdbc:postgresql://elsewhere/chimera",
                "--chimera.redis.url=redis://elsewhere")) {
            assertThat(context.getEnvironment().getProperty("chimera.postgres.url"))
                    .isEqualTo("jdbc:postgresql://elsewhere/chimera");
            assertThat(context.getEnvironment().getProperty("chimera.home"))
                    .isEqualTo(directory.resolve("home").toString());
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void refusesALockedHomeWithAFailureThatCanBeCaught() {
        try (EmbeddedServers owner = EmbeddedServers.start(directory)) {
            assertThatExceptionOfType(EmbeddedFailure.class)
                    .isThrownBy(() -> run("--chimera.embedded=true", "--chimera.home=" + owner.home()))
                    .matches(failure -> failure.code() == EmbeddedFailure.Code.HOME_LOCKED);
        }
    }

    @Test
    void servesAnApplicationThatIsStillClosingAndStopsAfterIt() throws Exception {
        try (OwnerProcess server = OwnerProcess.run(Application.class, "--chimera.home=" + directory)) {
            assertThat(server.line()).isEqualTo("ready 1 +PONG");

            server.terminate();

            assertThat(server.line()).isEqualTo("closing 1 +PONG");
            assertThat(server.exitStatus()).isEqualTo(143);
            assertNothingRuns();
        }
    }

    @Test
    void stopsWhenTheApplicationDoesNotStart() throws Exception {
        try (OwnerProcess server =
                OwnerProcess.run(Application.class, "--chimera.home=" + directory, "--failing=true")) {
            assertThat(server.line()).isEqualTo("failing 1 +PONG");
            assertThat(server.exitStatus()).isEqualTo(1);
            assertNothingRuns();
        }
    }

    @Test
    void endsATrainingRunAsSoonAsItIsReady() throws Exception {
        try (OwnerProcess server =
                OwnerProcess.run(Application.class, "--chimera.home=" + directory, "--chimera.training=true")) {
            assertThat(server.exitStatus()).isZero();
            assertNothingRuns();
        }
    }

    @Test
    void endsTheServersProcessWithOneLineAndTheExitStatus() throws Exception {
        Files.writeString(directory.resolve("version"), "layout 99");
        try (OwnerProcess server = OwnerProcess.run(ChimeraServer.class, "--chimera.home=" + directory)) {
            assertThat(server.errors())
                    .startsWith("chimera: HOME_OTHER_VERSION: ")
                    .hasLineCount(1);
            assertThat(server.exitStatus()).isEqualTo(2);
        }
    }

    private void assertNothingRuns() {
        assertThat(PostgresServer.running(directory.resolve("postgres"))).isEmpty();
        assertThat(RedisServer.running(directory.resolve("redis"))).isEmpty();
        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        return new SpringApplicationBuilder(Empty.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(arguments);
    }

    /** Asks both servers for something when it is ready, and again while it closes. */
    @Configuration
    static class Application {

        public static void main(String[] arguments) throws InterruptedException {
            SpringApplication application = new SpringApplication(Application.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setDefaultProperties(
                    Map.of("chimera.embedded", "true", "logging.level.root", "off", "spring.main.banner-mode", "off"));
            application.addInitializers(context -> {
                if (context.getEnvironment().getProperty("failing") != null) {
                    print("failing", context);
                    throw new IllegalStateException("on purpose");
                }
            });
            ConfigurableApplicationContext context = application.run(arguments);
            context.addApplicationListener(event -> {
                if (event instanceof ContextClosedEvent) {
                    print("closing", context);
                }
            });
            print("ready", context);
            Thread.currentThread().join();
        }

        private static void print(String moment, ConfigurableApplicationContext context) {
            var environment = context.getEnvironment();
            String postgres = Probe.sql(environment.getRequiredProperty("chimera.postgres.url"), "SELECT 1");
            String redis = Probe.redis(environment.getRequiredProperty("chimera.redis.url"), "PING");
            System.out.println(moment + " " + postgres + " " + redis);
        }
    }
}
