package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class JudgePropertiesTests {

    @Test
    void hasTheDefaultsThatTheDocumentationNames() {
        assertThat(bind(Map.of())).isEqualTo(new JudgeProperties(0.90, 0.70, 3, true, Duration.ofDays(7)));
    }

    @Test
    void takesWhatIsConfigured() {
        assertThat(bind(Map.of(
                        "chimera.judge.approve", "0.95",
                        "chimera.judge.escalate", "0.5",
                        "chimera.judge.max-attempts", "5",
                        "chimera.judge.sensitive-topics", "false",
                        "chimera.judge.review-expiry", "36h")))
                .isEqualTo(new JudgeProperties(0.95, 0.5, 5, false, Duration.ofHours(36)));
    }

    @Test
    void refusesThresholdsThatCannotBe() {
        refuses("chimera.judge.approve", "1.1");
        refuses("chimera.judge.approve", "0");
        refuses("chimera.judge.approve", "NaN");
        refuses("chimera.judge.escalate", "0.95");
        refuses("chimera.judge.escalate", "-0.1");
        refuses("chimera.judge.max-attempts", "0");
        refuses("chimera.judge.max-attempts", "21");
        refuses("chimera.judge.review-expiry", "0s");
        refuses("chimera.judge.review-expiry", "-1d");
    }

    private static void refuses(String key, String value) {
        assertThatThrownBy(() -> bind(Map.of(key, value))).rootCause().hasMessageContaining(key);
    }

    private static JudgeProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("chimera.judge", JudgeProperties.class);
    }
}
