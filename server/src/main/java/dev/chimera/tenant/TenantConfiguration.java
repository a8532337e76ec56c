package dev.chimera.tenant;

import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Puts the door into the wall: the filters in front of every path that needs a caller, and who lives here. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TenantProperties.class)
class TenantConfiguration {

    private static final String[] GUARDED = {"/v1/*", "/mcp/*"};

    @Bean
    ServiceToken serviceToken(TenantProperties properties) {
        return ServiceToken.of(properties.serviceToken());
    }

    @Bean
    @ConditionalOnProperty("chimera.home")
    LocalTokens localTokens(TenantStore store) {
        return LocalTenant.ensureWithFreshTokens(store);
    }

    @Bean
    @ConditionalOnMissingBean(LocalTokens.class)
    InitializingBean localTenantWithoutHome(TenantStore store, TenantProperties properties) {
        return () -> LocalTenant.ensureWithConfiguredTokens(store, properties);
    }

    @Bean
    FilterRegistrationBean<SameOriginFilter> sameOriginFilter(TenantProperties properties, JsonMapper json) {
        return guard(new SameOriginFilter(properties, new Refusals(json)), 0);
    }

    @Bean
    FilterRegistrationBean<BearerFilter> bearerFilter(
            TenantStore store,
            Installation installation,
            ServiceToken own,
            Optional<LocalTokens> local,
            JsonMapper json) {
        BearerFilter filter = new BearerFilter(store, installation, own, local, new Refusals(json));
        FilterRegistrationBean<BearerFilter> registration = guard(filter, 1);
        registration.addUrlPatterns(BearerFilter.ACTUATOR + "/*");
        return registration;
    }

    private static <F extends jakarta.servlet.Filter> FilterRegistrationBean<F> guard(F filter, int order) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(GUARDED);
        registration.setOrder(order);
        return registration;
    }

    @Bean
    WebMvcConfigurer callerArguments() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new PersonArgumentResolver());
            }
        };
    }
}
