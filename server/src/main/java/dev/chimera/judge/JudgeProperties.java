package dev.chimera.judge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Placeholder until the scoring branch is merged. */
@ConfigurationProperties("chimera.judge")
public record JudgeProperties(
        @DefaultValue("0.90") double approve,
        @DefaultValue("0.70") double escalate,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("7d") Duration reviewExpiry) {}
