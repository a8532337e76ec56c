package dev.chimera.secret;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Secrets that are variables of a test's own, which every tenant may use. */
public final class TestSecrets {

    private TestSecrets() {}

    public static Secrets of(Map<String, String> variables) {
        SecretProperties properties =
                new SecretProperties(Duration.ofMinutes(1), null, List.of("*=env:*"), Duration.ofSeconds(1));
        return new Secrets(
                variables::get,
                new HomeStore(null),
                new AwsStore(
                        () -> {
                            throw new AssertionError("nobody asked for AWS");
                        },
                        properties,
                        InstantSource.system()),
                new SecretRights(properties, tenant -> Optional.of(tenant.toString())));
    }
}
