package dev.chimera.bridge.x;

import dev.chimera.bridge.NamedTimeline;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Offers X among the timelines that an agent can choose. */
@Configuration(proxyBeanMethods = false)
class XConfiguration {

    @Bean
    NamedTimeline x(
            XAccountStore accounts,
            AccountReader reader,
            AccessTokens tokens,
            RateLimitStore limits,
            XClient client,
            MentionStore mentions,
            JsonMapper json) {
        return new NamedTimeline("x", new XTimeline(accounts, reader, tokens, limits, client, mentions, json));
    }
}
