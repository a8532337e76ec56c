package dev.chimera.testing;

import dev.chimera.task.TaskType;
import dev.chimera.worker.Outcome;
import dev.chimera.worker.TaskContext;
import dev.chimera.worker.TaskHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.node.JsonNodeFactory;

/** A RESEARCH handler in place of the product's, that does what the test says; it says yes until then. */
public class Puppets {

    @Bean
    static BeanDefinitionRegistryPostProcessor withoutResearch() {
        return registry -> registry.removeBeanDefinition("researchHandler");
    }

    @Bean
    Puppet puppet() {
        return new Puppet();
    }

    /** Does what it is told, and counts how often it ran for each version of a task. */
    public static final class Puppet implements TaskHandler {

        /** What a test has it do. */
        @FunctionalInterface
        public interface Play {
            Outcome handle(TaskContext context) throws InterruptedException;
        }

        private final Map<Object, AtomicInteger> runs = new ConcurrentHashMap<>();
        private volatile Play play = context -> done();

        public static Outcome done() {
            return new Outcome.Done(JsonNodeFactory.instance.objectNode(), 1);
        }

        public void does(Play next) {
            play = next;
        }

        /** How often it ran, by task and version. */
        public Map<Object, AtomicInteger> runs() {
            return runs;
        }

        @Override
        public TaskType type() {
            return TaskType.RESEARCH;
        }

        @Override
        public Outcome handle(TaskContext context) throws InterruptedException {
            runs.computeIfAbsent(context.task().ref(), key -> new AtomicInteger())
                    .incrementAndGet();
            return play.handle(context);
        }
    }
}
