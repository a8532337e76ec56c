package dev.chimera.secret;

import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Where this process finds its secrets. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    @Bean
    Variables variables() {
        return System::getenv;
    }

    @Bean
    HomeStore homeStore(Environment environment) {
        String home = environment.getProperty("chimera.home");
        return new HomeStore(home == null || home.isBlank() ? null : Path.of(home));
    }

    @Bean
    SecretRights secretRights(SecretProperties properties, TenantNames names) {
        return new SecretRights(properties, names);
    }

    @Bean
    AwsStore awsStore(SecretProperties properties, InstantSource clock) {
        return new AwsStore(() -> AwsConnection.open(properties), properties, clock);
    }
}
