package dev.chimera.campaign;

import dev.chimera.persona.SoulParser;
import dev.chimera.persona.SoulReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads personas where campaigns keep them. */
@Configuration(proxyBeanMethods = false)
class CampaignSouls {

    @Bean
    SoulReader soulReader() {
        return SoulParser::parse;
    }

    @Bean
    SoulCatalog soulCatalog(CampaignStore campaigns, SoulReader souls) {
        return (tenant, campaign) -> souls.read(campaigns
                .soul(tenant, campaign)
                .orElseThrow(() -> new IllegalStateException("there is no campaign " + campaign)));
    }

    @Bean
    SourceCatalog sourceCatalog(CampaignStore campaigns) {
        return campaigns::sources;
    }
}
