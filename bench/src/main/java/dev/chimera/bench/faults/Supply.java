package dev.chimera.bench.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Hands in campaigns, one after the other, so that whoever is killed is at work. Waits while there is enough to do. */
final class Supply {

    private static final int ENOUGH = 100;
    private static final int MOST_POSTS = 4;
    private static final long PAUSE_MS = 200;

    private final World world;
    private final Population population;
    private final RandomGenerator random;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("supply").unstarted(this::run);

    private Supply(World world, Population population, RandomGenerator random) {
        this.world = world;
        this.population = population;
        this.random = random;
    }

    static Supply start(World world, Population population, RandomGenerator random) {
        Supply supply = new Supply(world, population, random);
        supply.thread.start();
        return supply;
    }

    private void run() {
        try {
            while (!ended.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                if (Drain.open(world.jdbc()) < ENOUGH) {
                    population.handIn(random, 1 + random.nextInt(MOST_POSTS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing more comes after this. */
    void end() throws InterruptedException {
        ended.countDown();
        thread.join();
    }
}
