package dev.chimera.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecretPropertiesTests {

    @Test
    void hasTheDocumentedDefaults() {
        SecretProperties defaults = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("chimera.secret", SecretProperties.class);

        assertThat(defaults)
                .isEqualTo(new SecretProperties(Duration.ofSeconds(60), null, List.of(), Duration.ofSeconds(5)));
    }

    @Test
    void takesAnUnsetVariableForNoEndpoint() {
        SecretProperties unset = new Binder(
                        new MapConfigurationPropertySource(Map.of("chimera.secret.aws-endpoint", "")))
                .bindOrCreate("chimera.secret", SecretProperties.class);

        assertThat(unset.awsEndpoint()).isNull();
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration minute = Duration.ofMinutes(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecretProperties(Duration.ofHours(2), null, List.of(), minute))
                .withMessageContaining("chimera.secret.cache");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecretProperties(minute, URI.create("localhost"), List.of(), minute))
                .withMessageContaining("chimera.secret.aws-endpoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecretProperties(minute, null, List.of(), Duration.ZERO))
                .withMessageContaining("chimera.secret.timeout");
    }
}
