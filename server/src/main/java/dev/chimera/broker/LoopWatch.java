package dev.chimera.broker;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks after every loop of the process: begins again what has died, and says what is in trouble. */
@Component
public class LoopWatch implements SmartLifecycle {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_BOUND = Duration.ofSeconds(2);

    private final ObjectProvider<Looping> components;
    private volatile List<LoopThread> own = List.of();

    LoopWatch(ObjectProvider<Looping> components) {
        this.components = components;
    }

    /** The loops that don't do what they are for, and why; none in a process that is well. */
    public List<Pulse.Trouble> troubles() {
        return threads().flatMap(thread -> thread.trouble().stream()).toList();
    }

    /** How often loops of this process had to be started again. */
    public int restarts() {
        return threads().mapToInt(LoopThread::restarts).sum();
    }

    private Stream<LoopThread> threads() {
        return Stream.concat(
                own.stream(),
                components.stream()
                        .flatMap(component -> component.loops().stream())
                        .flatMap(loop -> loop.threads().stream()));
    }

    @Override
    public void start() {
        own = List.of(LoopThread.start("loop-watch", thread -> {
            while (!thread.isStopping()) {
                thread.turn(() -> threads().forEach(LoopThread::revive));
                thread.waitUnlessStopped(EVERY);
            }
        }));
    }

    @Override
    public void stop() {
        List<LoopThread> ending = own;
        own = List.of();
        try {
            for (LoopThread thread : ending) {
                thread.askToStop();
                thread.awaitStop(STOP_BOUND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !own.isEmpty();
    }

    @Override
    public int getPhase() {
        return ProcessLease.PHASE + 200;
    }
}
