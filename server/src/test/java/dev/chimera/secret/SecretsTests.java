package dev.chimera.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on this machine: variables and files. */
class SecretsTests {

    private static final SecretProperties PROPERTIES =
            new SecretProperties(Duration.ofMinutes(1), null, List.of(), Duration.ofSeconds(1));

    private final Path home;
    private final Secrets secrets;

    SecretsTests(@TempDir Path home) {
        this.home = home;
        secrets = secrets(Map.of("MAYA_TOKEN", "maya-token-" + UUID.randomUUID(), "EMPTY", " "), true);
    }

    private Secrets secrets(Map<String, String> variables, boolean withHome) {
        return new Secrets(
                variables::get,
                new HomeStore(withHome ? home : null),
                new AwsStore(
                        () -> {
                            throw new AssertionError("nobody asked for AWS");
                        },
                        PROPERTIES,
                        InstantSource.system()),
                new SecretRights(PROPERTIES, _ -> Optional.empty()));
    }

    private static void fails(String code, ChimeraException.Kind kind, Runnable action) {
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(action::run)
                .satisfies(e -> {
                    assertThat(e.failure().code()).isEqualTo(code);
                    assertThat(e.kind()).isEqualTo(kind);
                });
    }

    @Test
    void resolvesAVariableAndFromThenOnKnowsItsValueInATextWhenItSeesIt() {
        Secret secret = secrets.resolveOwn(SecretName.parse("env:MAYA_TOKEN"));

        assertThat(secret.reveal()).startsWith("maya-token-");
        assertThat(Redaction.of("used " + secret.reveal())).isEqualTo("used [env:MAYA_TOKEN]");
    }

    @Test
    void saysWhichVariableToSet() {
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> secrets.resolveOwn(SecretName.parse("env:ABSENT")))
                .satisfies(e -> {
                    assertThat(e.failure().code()).isEqualTo("SECRET_NOT_FOUND");
                    assertThat(e.failure().message()).contains("env:ABSENT");
                    assertThat(e.failure().hint()).contains("ABSENT");
                });
        fails(
                "SECRET_NOT_FOUND",
                ChimeraException.Kind.BAD_INPUT,
                () -> secrets.resolveOwn(SecretName.parse("env:EMPTY")));
    }

    @Test
    void keepsAFileThatOnlyItsOwnerCanRead() throws IOException {
        SecretName name = SecretName.parse("home:x-refresh");
        secrets.store(name, "first-value");
        secrets.store(name, "second-value");

        assertThat(secrets.resolveOwn(name).reveal()).isEqualTo("second-value");
        Path file = home.resolve("secrets").resolve("x-refresh");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(file.getParent()).isDirectoryNotContaining(each -> !each.equals(file));
        assertThat(Redaction.of("first-value second-value")).isEqualTo("[home:x-refresh] [home:x-refresh]");
    }

    @Test
    void readsAFileThatAPersonWrote() throws IOException {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/by-hand"), "by-hand-value\n");
        Files.writeString(home.resolve("secrets/nothing"), "\n");

        assertThat(secrets.resolveOwn(SecretName.parse("home:by-hand")).reveal())
                .isEqualTo("by-hand-value");
        fails(
                "SECRET_NOT_FOUND",
                ChimeraException.Kind.BAD_INPUT,
                () -> secrets.resolveOwn(SecretName.parse("home:nothing")));
        fails(
                "SECRET_NOT_FOUND",
                ChimeraException.Kind.BAD_INPUT,
                () -> secrets.resolveOwn(SecretName.parse("home:nowhere")));
    }

    @Test
    void saysThatNothingIsKnownWhenAFileCantBeRead() throws IOException {
        Files.createDirectories(home.resolve("secrets/odd"));

        fails(
                "SECRET_STORE_UNAVAILABLE",
                ChimeraException.Kind.UNAVAILABLE,
                () -> secrets.resolveOwn(SecretName.parse("home:odd")));
    }

    @Test
    void writesNoVariableAndNoFileWithoutAHome() {
        fails(
                "SECRET_NOT_WRITABLE",
                ChimeraException.Kind.BAD_INPUT,
                () -> secrets.store(SecretName.parse("env:MAYA_TOKEN"), "another"));
        Secrets homeless = secrets(Map.of(), false);
        fails(
                "SECRET_NOT_WRITABLE",
                ChimeraException.Kind.BAD_INPUT,
                () -> homeless.store(SecretName.parse("home:x"), "another"));
        fails(
                "SECRET_NOT_FOUND",
                ChimeraException.Kind.BAD_INPUT,
                () -> homeless.resolveOwn(SecretName.parse("home:x")));
    }
}
