package dev.chimera.secret;

import java.time.Duration;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Makes the client as AWS's own tools do: region, credentials and endpoint from wherever they are configured. */
final class AwsConnection {

    /** What a request to a given endpoint is signed for where no region is configured: the endpoint decides anyway. */
    private static final Region ANY_REGION = Region.US_EAST_1;

    private AwsConnection() {}

    /** @throws SdkClientException when no region is known */
    static SecretsManagerClient open(SecretProperties properties) {
        Duration attempt = properties.timeout().dividedBy(2);
        SecretsManagerClientBuilder builder = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(properties.timeout()))
                .overrideConfiguration(
                        each -> each.apiCallTimeout(properties.timeout()).apiCallAttemptTimeout(attempt));
        if (properties.awsEndpoint() != null) {
            builder.endpointOverride(properties.awsEndpoint()).region(configuredOrAny());
        }
        return builder.build();
    }

    private static Region configuredOrAny() {
        try {
            return Objects.requireNonNullElse(
                    DefaultAwsRegionProviderChain.builder().build().getRegion(), ANY_REGION);
        } catch (SdkClientException _) {
            return ANY_REGION;
        }
    }
}
