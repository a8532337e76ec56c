package dev.chimera.bridge.commerce;

import dev.chimera.bridge.BridgeConfiguration;
import dev.chimera.bridge.StrictTransport;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import jakarta.servlet.http.HttpServlet;
import java.util.Objects;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Offers the commerce server where {@code chimera.roles} has {@code bridge}, or is not set. */
@Configuration(proxyBeanMethods = false)
@Conditional(BridgeConfiguration.HasBridgeRole.class)
class CommerceConfiguration {

    @Bean
    StrictTransport commerceTransport() {
        return new StrictTransport(CommerceServer.PATH);
    }

    @Bean(destroyMethod = "close")
    McpStatelessSyncServer commerceServer(
            CommerceBridge bridge,
            PaymentLookup lookup,
            WalletView view,
            StrictTransport commerceTransport,
            JsonMapper json) {
        String version = Objects.requireNonNullElse(
                CommerceConfiguration.class.getPackage().getImplementationVersion(), "development");
        return new CommerceServer(bridge, lookup, view, json).start(commerceTransport, version);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> commerceServlet(
            StrictTransport commerceTransport, McpStatelessSyncServer commerceServer) {
        ServletRegistrationBean<HttpServlet> registration =
                new ServletRegistrationBean<>(commerceTransport.servlet(), CommerceServer.PATH);
        registration.setName("commerce-mcp");
        registration.setLoadOnStartup(1);
        return registration;
    }
}
