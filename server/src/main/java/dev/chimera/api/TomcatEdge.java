package dev.chimera.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Tomcat refuses before the application sees it, such as a malformed address, is answered as JSON too, and a body
 * that is too large is read away so that the client gets to see why.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class TomcatEdge implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    /** In bytes; whoever sends more than this on top of a refused body is cut off. */
    private static final int MAX_SWALLOW = 64 * 1024 * 1024;

    private final JsonMapper json;

    TomcatEdge(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addConnectorCustomizers(
                connector -> connector.setProperty("maxSwallowSize", Integer.toString(MAX_SWALLOW)));
        // Inside of the valve that Spring Boot adds, so that this one speaks first.
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new JsonReport(json)));
    }

    private static final class JsonReport extends ErrorReportValve {

        private final JsonMapper json;

        JsonReport(JsonMapper json) {
            this.json = json;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            // A malformed address is not repeated: it can hold anything.
            Answer answer = ErrorAdvice.answer(status, thrown, "this", "this address");
            try {
                response.setContentType("application/json");
                response.setCharacterEncoding(StandardCharsets.UTF_8);
                response.getOutputStream().write(json.writeValueAsBytes(answer.body()));
                response.finishResponse();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
