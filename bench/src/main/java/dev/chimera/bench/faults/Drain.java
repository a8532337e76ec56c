package dev.chimera.bench.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The end of the faults: everything that was begun comes to its end, and people answer what they are asked (I6). */
final class Drain {

    private static final String OPEN = """
            SELECT (SELECT count(*) FROM tasks WHERE status NOT IN ('COMPLETED', 'FAILED'))
                   + (SELECT count(*) FROM campaigns WHERE status = 'ACTIVE')
                   + (SELECT count(*) FROM effects WHERE state IN ('INTENDED', 'SENDING', 'UNKNOWN'))
            """;

    private static final String LEFT = """
            SELECT 'task ' || id || ' (' || type || ') is ' || status || coalesce(' of worker ' || current_worker_id, '')
                   || ', waiting on ' || waiting_on || ', ready at ' || ready_at
            FROM tasks WHERE status NOT IN ('COMPLETED', 'FAILED')
            UNION ALL
            SELECT 'effect ' || id || ' of task ' || task_id || ' is ' || state || ', ready at ' || ready_at
            FROM effects WHERE state IN ('INTENDED', 'SENDING', 'UNKNOWN')
            UNION ALL
            SELECT 'campaign ' || id || ' is ' || status FROM campaigns WHERE status = 'ACTIVE'
            LIMIT 20
            """;

    private final World world;
    private final Moderators moderators;

    Drain(World world, Moderators moderators) {
        this.world = world;
        this.moderators = moderators;
    }

    static long open(JdbcClient jdbc) {
        return jdbc.sql(OPEN).query(Long.class).single();
    }

    /** What did not end within the bound; empty when everything did. */
    List<Violation> await(Duration bound, List<ServerProcess> servers) throws Exception {
        return await(bound, servers, () -> {});
    }

    /** What is done again and again meanwhile. */
    interface Meanwhile {
        void go() throws Exception;
    }

    /** The same, while something else has to be looked after. */
    List<Violation> await(Duration bound, List<ServerProcess> servers, Meanwhile meanwhile) throws Exception {
        boolean drained = Patience.await(bound, () -> {
            meanwhile.go();
            Optional<ServerProcess> ready =
                    servers.stream().filter(ServerProcess::isReady).findFirst();
            if (ready.isPresent()) {
                moderators.decide(ready.get());
            }
            return open(world.jdbc()) == 0;
        });
        return drained
                ? List.of()
                : world.jdbc().sql(LEFT).query((row, number) -> row.getString(1)).list().stream()
                        .map(detail -> new Violation("I6", "after " + bound.toSeconds() + " s " + detail))
                        .toList();
    }
}
