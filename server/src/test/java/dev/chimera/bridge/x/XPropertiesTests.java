package dev.chimera.bridge.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class XPropertiesTests {

    private static XProperties with(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("chimera.x", XProperties.class);
    }

    @Test
    void hasTheDefaultsThatItsDocumentationSays() {
        XProperties properties = with(Map.of());
        assertThat(properties.at("/2/tweets")).hasToString("https://api.x.com/2/tweets");
        assertThat(properties.authorize()).hasToString("https://x.com/i/oauth2/authorize");
        assertThat(properties.clientId()).isEmpty();
        assertThat(properties.clientSecretName()).isNull();
        assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(properties.refreshLease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(properties.refreshWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(properties.mediaTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(properties.mostVideoBytes()).isEqualTo(64 << 20);
    }

    @Test
    void takesTheBaseAddressFromTheEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment-of-the-test", Map.of("CHIMERA_X_BASE_URL", "http://127.0.0.1:1/x/")));
        ConfigurationPropertySources.attach(environment);

        XProperties properties = Binder.get(environment).bindOrCreate("chimera.x", XProperties.class);

        assertThat(properties.at("/2/tweets")).hasToString("http://127.0.0.1:1/x/2/tweets");
        assertThat(properties.authorize()).hasToString("http://127.0.0.1:1/x/2/oauth2/authorize");
    }

    @ParameterizedTest
    @CsvSource({
        "base-url, ftp://x",
        "base-url, nowhere",
        "timeout, 0s",
        "refresh-lease, 5s",
        "tokens, home:everybodys",
        "tokens, home:{agent}",
        "tokens, 'env:{agent}-{token}'",
        "client-secret, THE-SECRET-ITSELF",
        "most-video-bytes, 0",
        "most-video-bytes, 600000000"
    })
    void refusesWhatCanNotWork(String property, String value) {
        assertThatThrownBy(() -> with(Map.of("chimera.x." + property, value)))
                .hasStackTraceContaining(property.equals("client-secret") ? "INVALID_SECRET_NAME" : "")
                .isInstanceOf(RuntimeException.class);
    }
}
