package dev.chimera.embedded;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * With {@code chimera.training=true} the application ends, with status 0, as soon as it is ready. The launcher makes
 * the JVM's AOT cache from such a run, against a home of its own that it deletes afterwards.
 */
final class TrainingRun implements ApplicationListener<ApplicationReadyEvent> {

    TrainingRun() {}

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        boolean training =
                event.getApplicationContext().getEnvironment().getProperty("chimera.training", Boolean.class, false);
        if (training) {
            System.exit(SpringApplication.exit(event.getApplicationContext()));
        }
    }
}
