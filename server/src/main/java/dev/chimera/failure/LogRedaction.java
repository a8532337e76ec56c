package dev.chimera.failure;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Puts {@link Redaction} between every log line, its stack trace included, and wherever it is written to. It works on what
 * Spring Boot has set up, so that the pattern keeps its look, and nobody's own logging configuration takes it away. Named
 * in {@code META-INF/spring.factories}, because it comes before any bean. It also tells {@link Redaction} the passwords in
 * the addresses that are configured.
 */
final class LogRedaction implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** A shorter password may be a word that people use, and would be taken out of what they write. */
    private static final int NO_WORD = 12;

    private static final Pattern ADDRESS = Pattern.compile("(?i)(chimera|spring|ollama).*(url|uri|endpoint|host)");

    LogRedaction() {}

    /** Right after the logging system is ready. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        knowAddresses(event.getEnvironment());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().forEach(LogRedaction::wrap);
        }
    }

    /** Before anything reads them: what is wrong with an address may be said by whoever can't read it. */
    private static void knowAddresses(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> properties) {
                for (String name : properties.getPropertyNames()) {
                    if (ADDRESS.matcher(name).matches()) {
                        Credentials.in(String.valueOf(properties.getProperty(name))).stream()
                                .filter(secret -> secret.length() >= NO_WORD)
                                .forEach(secret -> Redaction.know("a password of " + name, secret));
                    }
                }
            }
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
