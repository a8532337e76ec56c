package dev.chimera.failure;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Puts {@link Redaction} between every log line, its stack trace included, and wherever it is written to. It works on what
 * Spring Boot has set up, so that the pattern keeps its look, and nobody's own logging configuration takes it away. Named
 * in {@code META-INF/spring.factories}, because it comes before any bean.
 */
final class LogRedaction implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    LogRedaction() {}

    /** Right after the logging system is ready. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().forEach(LogRedaction::wrap);
        }
    }

    private static void wrap(AppenderAttachable<ILoggingEvent> owner) {
        for (Iterator<Appender<ILoggingEvent>> each = owner.iteratorForAppenders(); each.hasNext(); ) {
            wrap(each.next());
        }
    }

    @SuppressWarnings("unchecked")
    private static void wrap(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> output
                && output.getEncoder() != null
                && !(output.getEncoder() instanceof RedactingEncoder)) {
            output.setEncoder(new RedactingEncoder(output.getEncoder()));
        } else if (appender instanceof AppenderAttachable<?> nested) {
            wrap((AppenderAttachable<ILoggingEvent>) nested);
        }
    }
}
