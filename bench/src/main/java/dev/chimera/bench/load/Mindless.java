package dev.chimera.bench.load;

import dev.chimera.judge.Assessment;
import dev.chimera.judge.Case;
import dev.chimera.judge.Part;
import dev.chimera.judge.TaskAssessor;
import dev.chimera.task.TaskType;
import dev.chimera.task.TasksEnded;
import dev.chimera.worker.Outcome;
import dev.chimera.worker.TaskContext;
import dev.chimera.worker.TaskHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Handlers and a Judge with nothing to think about: what is left is the engine. No {@code @Configuration}: every server
 * that has this module on its class path would find it.
 */
class Mindless {

    /** Takes the product's RESEARCH handler out, for the one below. */
    @Bean
    static BeanDefinitionRegistryPostProcessor withoutResearch() {
        return new BeanDefinitionRegistryPostProcessor() {
            @Override
            public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
                registry.removeBeanDefinition("researchHandler");
            }
        };
    }

    @Bean
    WaitingHandler waitingHandler(Environment environment) {
        return new WaitingHandler(environment.getProperty("chimera.bench.latency", Duration.class, Duration.ZERO));
    }

    @Bean
    Finishes finishes() {
        return new Finishes();
    }

    @Bean
    @Primary
    TaskAssessor yes() {
        return new Yes();
    }

    /** Waits as long as a model would, and hands in nothing. */
    static final class WaitingHandler implements TaskHandler {

        private final Duration latency;
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        WaitingHandler(Duration latency) {
            this.latency = latency;
        }

        @Override
        public TaskType type() {
            return TaskType.RESEARCH;
        }

        @Override
        public Outcome handle(TaskContext context) throws InterruptedException {
            if (!latency.isZero()) {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                Thread.sleep(latency);
                inFlight.decrementAndGet();
            }
            return new Outcome.Done(JsonNodeFactory.instance.objectNode(), 1.0);
        }

        int mostInFlight() {
            return most.get();
        }
    }

    private static final class Yes implements TaskAssessor {

        private static final Assessment GOOD =
                Assessment.of(List.of(new Part("measured", 1, "nothing to judge")), List.of());

        @Override
        public Assessment assess(Case theCase) {
            return GOOD;
        }
    }

    /** Hears of every task that ended in this process. */
    static final class Finishes {

        private volatile java.util.function.Consumer<TasksEnded> listener = ended -> {};

        @EventListener
        void onEnd(TasksEnded ended) {
            listener.accept(ended);
        }

        void listen(java.util.function.Consumer<TasksEnded> next) {
            listener = next;
        }
    }
}
