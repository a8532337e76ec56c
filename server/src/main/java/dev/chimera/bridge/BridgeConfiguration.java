package dev.chimera.bridge;

import io.modelcontextprotocol.server.McpStatelessSyncServer;
import jakarta.servlet.http.HttpServlet;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Offers the twitter server where {@code chimera.roles} has {@code bridge}, or is not set. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TwitterProperties.class)
@Conditional(BridgeConfiguration.HasBridgeRole.class)
public class BridgeConfiguration {

    /** Whether this process offers the MCP servers. */
    public static final class HasBridgeRole implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            String roles = context.getEnvironment().getProperty("chimera.roles", "bridge");
            return Arrays.stream(roles.split(",")).map(String::strip).anyMatch("bridge"::equals);
        }
    }

    @Bean
    TwitterBridge twitterBridge(
            SlotStore slots,
            PostStore posts,
            BridgeAudit audit,
            ObjectProvider<Timeline> everybodys,
            List<NamedTimeline> named,
            JdbcClient jdbc,
            OwnPosts own,
            PlatformTransactionManager transactions,
            TwitterProperties properties) {
        return new TwitterBridge(
                slots,
                posts,
                audit,
                new Timelines(jdbc, everybodys.getIfAvailable(), named),
                new TransactionTemplate(transactions),
                own,
                properties);
    }

    @Bean
    StrictTransport twitterTransport() {
        return new StrictTransport(TwitterServer.PATH);
    }

    @Bean(destroyMethod = "close")
    McpStatelessSyncServer twitterServer(TwitterBridge bridge, StrictTransport twitterTransport, JsonMapper json) {
        String version = Objects.requireNonNullElse(
                BridgeConfiguration.class.getPackage().getImplementationVersion(), "development");
        return new TwitterServer(bridge, json).start(twitterTransport, PublishedTool.read("post_tweet", json), version);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> twitterServlet(
            StrictTransport twitterTransport, McpStatelessSyncServer twitterServer) {
        ServletRegistrationBean<HttpServlet> registration =
                new ServletRegistrationBean<>(twitterTransport.servlet(), TwitterServer.PATH);
        registration.setName("twitter-mcp");
        registration.setLoadOnStartup(1);
        return registration;
    }
}
