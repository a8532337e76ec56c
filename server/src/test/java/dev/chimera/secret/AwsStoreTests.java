package dev.chimera.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.ChimeraException.Kind;
import dev.chimera.failure.Redaction;
import dev.chimera.fakes.aws.FakeAwsSecrets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AWS SDK itself, over HTTP, against the fake in its own process. */
class AwsStoreTests {

    /** The first call loads much of the SDK, and every one has to be signed. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static FakeAwsSecrets fake;

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final Secrets secrets;

    AwsStoreTests() {
        secrets = secrets(fake, PATIENT);
    }

    @BeforeAll
    static void start() throws IOException {
        // The SDK's own way, as a deployment would set the variables of the same meaning.
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "only-for-the-fake");
        fake = FakeAwsSecrets.start();
    }

    @AfterAll
    static void stop() throws IOException {
        fake.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @AfterEach
    void recover() {
        fake.recover();
    }

    private Secrets secrets(FakeAwsSecrets at, Duration timeout) {
        SecretProperties properties = new SecretProperties(Duration.ofSeconds(60), at.url(), List.of(), timeout);
        return new Secrets(
                System::getenv,
                new HomeStore(null),
                new AwsStore(() -> AwsConnection.open(properties), properties, () -> now),
                new SecretRights(properties, _ -> Optional.empty()));
    }

    private static String fresh(String value) {
        String id = "test/" + UUID.randomUUID();
        fake.put(id, value);
        return id;
    }

    private String reveal(String name) {
        return secrets.resolveOwn(SecretName.parse(name)).reveal();
    }

    private void fails(String code, Kind kind, String name, String message) {
        fails(secrets, code, kind, name, message);
    }

    private static void fails(Secrets asked, String code, Kind kind, String name, String message) {
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> asked.resolveOwn(SecretName.parse(name)))
                .satisfies(e -> {
                    assertThat(e.failure().code()).isEqualTo(code);
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.failure().message()).contains(name).contains(message);
                });
    }

    @Test
    void resolvesAWholeSecretAndAMemberOfOne() {
        String plain = fresh("plain-value-1");
        String object = fresh("{\"key\":\"member-value-1\",\"port\":5432,\"nested\":{},\"none\":null,\"empty\":\"\"}");

        assertThat(reveal("aws-sm:" + plain)).isEqualTo("plain-value-1");
        assertThat(reveal("aws-sm:" + object + "#key")).isEqualTo("member-value-1");
        assertThat(reveal("aws-sm:" + object + "#port")).isEqualTo("5432");
        assertThat(Redaction.of("got member-value-1")).isEqualTo("got [aws-sm:" + object + "#key]");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:" + plain + "#key", "not a JSON object");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:" + object + "#other", "no text of that name");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:" + object + "#nested", "no text of that name");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:" + object + "#none", "no text of that name");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:" + object + "#empty", "is empty");
    }

    @Test
    void findsASecretByItsArn() {
        String id = fresh("by-arn-value");

        assertThat(reveal("aws-sm:arn:aws:secretsmanager:us-east-1:000000000000:secret:" + id + "-FaKe00"))
                .isEqualTo("by-arn-value");
    }

    @Test
    void asksOnceAMinuteForAllMembersTogether() {
        String id = fresh("{\"a\":\"value-of-a\",\"b\":\"value-of-b\"}");
        int before = fake.calls("GetSecretValue");

        for (int i = 0; i < 10; i++) {
            reveal("aws-sm:" + id + "#a");
            reveal("aws-sm:" + id + "#b");
        }
        assertThat(fake.calls("GetSecretValue")).isEqualTo(before + 1);

        fake.put(id, "{\"a\":\"rotated-a\"}");
        now = now.plusSeconds(59);
        assertThat(reveal("aws-sm:" + id + "#a")).isEqualTo("value-of-a");
        now = now.plusSeconds(2);
        assertThat(reveal("aws-sm:" + id + "#a")).isEqualTo("rotated-a");
        assertThat(fake.calls("GetSecretValue")).isEqualTo(before + 2);
    }

    @Test
    void picksUpARotationAsSoonAsSomebodyWasRefused() {
        String id = fresh("{\"a\":\"before-rotation\"}");
        SecretName name = SecretName.parse("aws-sm:" + id + "#a");
        assertThat(secrets.resolveOwn(name).reveal()).isEqualTo("before-rotation");
        fake.put(id, "{\"a\":\"after-rotation\"}");
        assertThat(secrets.resolveOwn(name).reveal()).isEqualTo("before-rotation");

        secrets.forget(name);

        assertThat(secrets.resolveOwn(name).reveal()).isEqualTo("after-rotation");
        assertThat(Redaction.of("before-rotation after-rotation")).doesNotContain("rotation ");
    }

    @Test
    void makesOneCallForManyWhoAskAtOnce() throws Exception {
        String id = fresh("wanted-by-many");
        int before = fake.calls("GetSecretValue");
        fake.slow(Duration.ofMillis(200), 1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> ask = () -> reveal("aws-sm:" + id);
            for (Future<String> each :
                    threads.invokeAll(IntStream.range(0, 20).mapToObj(_ -> ask).toList())) {
                assertThat(each.get()).isEqualTo("wanted-by-many");
            }
        }
        assertThat(fake.calls("GetSecretValue")).isEqualTo(before + 1);
    }

    @Test
    void storesAWholeSecretAndAMemberBesideTheOthers() {
        String plain = fresh("old-plain-value");
        String object = fresh("{\"a\":\"old-value-a\",\"b\":\"value-of-b\"}");
        reveal("aws-sm:" + object + "#a");

        secrets.store(SecretName.parse("aws-sm:" + plain), "new-plain-value");
        secrets.store(SecretName.parse("aws-sm:" + object + "#a"), "new-value-a");

        assertThat(reveal("aws-sm:" + object + "#a")).isEqualTo("new-value-a");
        Secrets another = secrets(fake, PATIENT);
        assertThat(another.resolveOwn(SecretName.parse("aws-sm:" + plain)).reveal())
                .isEqualTo("new-plain-value");
        assertThat(another.resolveOwn(SecretName.parse("aws-sm:" + object + "#a"))
                        .reveal())
                .isEqualTo("new-value-a");
        assertThat(another.resolveOwn(SecretName.parse("aws-sm:" + object + "#b"))
                        .reveal())
                .isEqualTo("value-of-b");
    }

    @Test
    void storesNothingWhereThereIsNoSecretOrNoObject() {
        String plain = fresh("just-a-value");

        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> secrets.store(SecretName.parse("aws-sm:test/nowhere"), "some-value"))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo("SECRET_NOT_FOUND"));
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> secrets.store(SecretName.parse("aws-sm:" + plain + "#a"), "some-value"))
                .satisfies(e -> {
                    assertThat(e.failure().code()).isEqualTo("SECRET_NOT_WRITABLE");
                    assertThat(e.failure().message()).doesNotContain("just-a-value");
                });
        assertThat(reveal("aws-sm:" + plain)).isEqualTo("just-a-value");
    }

    @Test
    void tellsASecretThatIsNotThereFromAStoreThatIsAway() throws IOException {
        String id = fresh("there-again");
        fails("SECRET_NOT_FOUND", Kind.BAD_INPUT, "aws-sm:test/nowhere", "not in AWS Secrets Manager");

        fake.refuse(400, "AccessDeniedException", 10);
        fails("SECRET_STORE_UNAVAILABLE", Kind.UNAVAILABLE, "aws-sm:" + id, "AccessDeniedException");
        fake.refuse(500, "InternalServiceError", 10);
        fails("SECRET_STORE_UNAVAILABLE", Kind.UNAVAILABLE, "aws-sm:" + id, "InternalServiceError");
        fake.slow(Duration.ofSeconds(10), 10);
        Secrets impatient = secrets(fake, Duration.ofSeconds(2));
        fails(impatient, "SECRET_STORE_UNAVAILABLE", Kind.UNAVAILABLE, "aws-sm:" + id, "");

        fake.recover();
        assertThat(reveal("aws-sm:" + id)).isEqualTo("there-again");

        FakeAwsSecrets gone = FakeAwsSecrets.start();
        Secrets orphaned = secrets(gone, PATIENT);
        gone.kill();
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> orphaned.resolveOwn(SecretName.parse("aws-sm:" + id)))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo("SECRET_STORE_UNAVAILABLE"));
    }

    @Test
    void getsOverAThrottle() {
        String id = fresh("worth-waiting-for");
        fake.refuse(400, "ThrottlingException", 1);

        assertThat(reveal("aws-sm:" + id)).isEqualTo("worth-waiting-for");
    }
}
