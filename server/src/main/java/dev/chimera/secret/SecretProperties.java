package dev.chimera.secret;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How secrets are found.
 *
 * @param cache {@code chimera.secret.cache}: how long a value of AWS Secrets Manager is kept in memory, and so how late a
 *     rotation is noticed by somebody whom nobody refuses; default 60 s, at most one hour
 * @param awsEndpoint {@code chimera.secret.aws-endpoint}, or {@code CHIMERA_AWS_SM_ENDPOINT}: where AWS Secrets Manager is,
 *     for a VPC endpoint or a stand-in; default AWS's own for the region
 * @param allow {@code chimera.secret.allow} ({@code CHIMERA_SECRET_ALLOW}): which names of secrets tenants may use, as {@code
 *     TENANT=PATTERN}, separated by commas. TENANT is a tenant's name or id, or {@code *} for all but {@code local};
 *     PATTERN is a name or the beginning of one and an asterisk, in which {@code {tenant}} stands for the tenant's id, and
 *     {@code {TENANT}} for it in capitals and underscores. Default none: the tenant {@code local} may use every name, and
 *     others none
 * @param timeout {@code chimera.secret.timeout}: how long an answer of AWS may take, all attempts together; default 5 s
 */
@ConfigurationProperties("chimera.secret")
record SecretProperties(
        @DefaultValue("60s") Duration cache,
        @Nullable URI awsEndpoint,
        @DefaultValue List<String> allow,
        @DefaultValue("5s") Duration timeout) {

    private static final Duration LONGEST_CACHE = Duration.ofHours(1);

    SecretProperties {
        allow = allow.stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
        SecretRights.check(allow);
        if (cache.isNegative() || cache.compareTo(LONGEST_CACHE) > 0) {
            throw new IllegalArgumentException("chimera.secret.cache must be 0 to 1h, not " + cache);
        }
        if (awsEndpoint != null && (awsEndpoint.getHost() == null || awsEndpoint.getScheme() == null)) {
            throw new IllegalArgumentException(
                    "chimera.secret.aws-endpoint must be an address such as https://HOST, not " + awsEndpoint);
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("chimera.secret.timeout must be positive, not " + timeout);
        }
    }
}
