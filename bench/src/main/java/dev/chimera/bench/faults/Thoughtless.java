package dev.chimera.bench.faults;

import dev.chimera.bridge.RemoteTimeline;
import dev.chimera.judge.Assessment;
import dev.chimera.judge.Case;
import dev.chimera.judge.Part;
import dev.chimera.judge.TaskAssessor;
import dev.chimera.task.TaskType;
import dev.chimera.worker.Outcome;
import dev.chimera.worker.TaskContext;
import dev.chimera.worker.TaskHandler;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Handlers and a Judge that take a moment and always succeed. No {@code @Configuration}: every server that has this
 * module on its class path would find it.
 */
final class Thoughtless {

    /** A goal with this word kills whoever researches it. */
    static final String POISON = "poison";

    private static final int LONGEST_THOUGHT_MS = 40;

    /** Takes out the product's handlers that think; ENGAGEMENT stays, it only proposes. */
    @Bean
    static BeanDefinitionRegistryPostProcessor withoutThinking() {
        return new BeanDefinitionRegistryPostProcessor() {
            @Override
            public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
                registry.removeBeanDefinition("researchHandler");
                registry.removeBeanDefinition("contentHandler");
            }
        };
    }

    @Bean
    @ConditionalOnProperty("chimera.faults.recorder")
    RemoteTimeline recordedTimeline(Environment environment) {
        return new RecordedTimeline(URI.create(environment.getRequiredProperty("chimera.faults.recorder")));
    }

    @Bean
    TaskHandler briefResearch() {
        return new Research();
    }

    @Bean
    TaskHandler briefWriting() {
        return new Writing();
    }

    @Bean
    @Primary
    TaskAssessor alwaysGood() {
        return new AlwaysGood();
    }

    private static void think() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_THOUGHT_MS));
    }

    private static final class Research implements TaskHandler {

        @Override
        public TaskType type() {
            return TaskType.RESEARCH;
        }

        @Override
        public Outcome handle(TaskContext context) throws InterruptedException {
            if (context.task().payload().path("goal").asString("").contains(POISON)) {
                Runtime.getRuntime().halt(134);
            }
            think();
            return new Outcome.Done(JsonNodeFactory.instance.objectNode(), 1.0);
        }
    }

    /** The same text at every attempt, and another for every task. */
    private static final class Writing implements TaskHandler {

        @Override
        public TaskType type() {
            return TaskType.CONTENT_GEN;
        }

        @Override
        public Outcome handle(TaskContext context) throws InterruptedException {
            think();
            ObjectNode written = JsonNodeFactory.instance
                    .objectNode()
                    .put("text", "Written for task " + context.task().id());
            return new Outcome.Done(written, 1.0);
        }
    }

    private static final class AlwaysGood implements TaskAssessor {

        private static final Assessment GOOD =
                Assessment.of(List.of(new Part("fault", 1, "nothing to judge")), List.of());

        @Override
        public Assessment assess(Case theCase) {
            return GOOD;
        }
    }
}
