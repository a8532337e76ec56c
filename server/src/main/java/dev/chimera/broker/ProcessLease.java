package dev.chimera.broker;

import dev.chimera.postgres.LeaseConnection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * This process' lease: as long as it is renewed, what the process holds is its own. It is measured by the database's
 * clock alone, so a process whose clock is off takes nothing over too early.
 *
 * <p>It has a connection of its own, so that neither a herd in the pool nor a connection that answers no more can cost it:
 * a renewal ends within {@code chimera.postgres.lease-timeout}, and the next one connects anew.
 *
 * <p>A process that could not renew in time has lost its lease for good: it cancels its work, takes a new identity, and
 * every late write of the old one finds another version.
 */
@Component
public class ProcessLease implements SmartLifecycle, Looping {

    /** Below the readers, which start later and stop earlier. */
    public static final int PHASE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLease.class);

    private static final String REGISTER = """
            INSERT INTO workers (id, host, pid, roles, lease_until)
            VALUES (:id, :host, :pid, string_to_array(:roles, ','), now() + :lease * interval '1 millisecond')
            """;
    private static final String RENEW = """
            UPDATE workers SET lease_until = now() + :lease * interval '1 millisecond', troubles = :troubles
            WHERE id = :id AND lease_until > now()
            """;
    private static final String RELEASE =
            "UPDATE workers SET lease_until = now() WHERE id = :id AND lease_until > now()";

    private static final int MOST_TROUBLES = 20;

    private final LeaseConnection connection;
    private final BrokerProperties properties;
    private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
    private final ProcessRoles roles;
    private final LoopWatch watch;
    private volatile List<LoopThread> loops = List.of();
    private volatile UUID current = UUID.randomUUID();
    private volatile boolean running;

    ProcessLease(LeaseConnection connection, BrokerProperties properties, ProcessRoles roles, LoopWatch watch) {
        this.connection = connection;
        this.properties = properties;
        this.roles = roles;
        this.watch = watch;
    }

    /** Who this process is at the moment; another after a lease was lost. */
    public UUID current() {
        return current;
    }

    public Duration duration() {
        return properties.lease();
    }

    /** Called, on the renewing thread, when the lease was lost and before there is a new one. */
    public void onLoss(Runnable listener) {
        lossListeners.add(listener);
    }

    @Override
    public void start() {
        register();
        running = true;
        loops = List.of(LoopThread.start("lease", this::renewUntilStopped));
    }

    private void register() {
        UUID fresh = UUID.randomUUID();
        connection.ask(jdbc -> jdbc.sql(REGISTER)
                .param("id", fresh)
                .param("host", host())
                .param("pid", ProcessHandle.current().pid())
                .param("roles", String.join(",", roles.words()))
                .param("lease", properties.lease().toMillis())
                .update());
        current = fresh;
    }

    @Override
    public List<? extends Loop> loops() {
        return loops;
    }

    private void renewUntilStopped(LoopThread loop) throws InterruptedException {
        loop.waitUnlessStopped(properties.renewEvery());
        while (!loop.isStopping()) {
            try {
                loop.turn(this::renew);
            } catch (Throwable e) {
                LOG.warn("the lease could not be renewed: {}", e.toString());
            }
            loop.waitUnlessStopped(properties.renewEvery());
        }
    }

    private void renew() {
        String[] troubles = watch.troubles().stream()
                .map(Pulse.Trouble::toString)
                .limit(MOST_TROUBLES)
                .toArray(String[]::new);
        int rows = connection.ask(jdbc -> jdbc.sql(RENEW)
                .param("id", current)
                .param("lease", properties.lease().toMillis())
                .param("troubles", troubles)
                .update());
        if (rows == 0) {
            LOG.warn("the lease of {} ran out: its work is cancelled, and the process goes on as another", current);
            lossListeners.forEach(Runnable::run);
            register();
        }
    }

    /** Ends the lease at once, so that others take over without waiting. */
    @Override
    public void stop() {
        running = false;
        loops.forEach(LoopThread::askToStop);
        try {
            connection.ask(jdbc -> jdbc.sql(RELEASE).param("id", current).update());
        } catch (DataAccessException e) {
            LOG.info("the lease could not be given back, it will run out: {}", e.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
