package dev.chimera.broker;

import dev.chimera.postgres.LeaseConnection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
public class ProcessLease implements SmartLifecycle {

    /** Below the readers, which start later and stop earlier. */
    public static final int PHASE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLease.class);

    private static final String REGISTER = """
            INSERT INTO workers (id, host, pid, lease_until)
            VALUES (:id, :host, :pid, now() + :lease * interval '1 millisecond')
            """;
    private static final String RENEW = """
            UPDATE workers SET lease_until = now() + :lease * interval '1 millisecond'
            WHERE id = :id AND lease_until > now()
            """;
    private static final String RELEASE =
            "UPDATE workers SET lease_until = now() WHERE id = :id AND lease_until > now()";

    private final LeaseConnection connection;
    private final BrokerProperties properties;
    private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile UUID current = UUID.randomUUID();
    private volatile boolean running;

    ProcessLease(LeaseConnection connection, BrokerProperties properties) {
        this.connection = connection;
        this.properties = properties;
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
        Thread.ofPlatform().name("lease").daemon().start(this::renewUntilStopped);
    }

    private void register() {
        UUID fresh = UUID.randomUUID();
        connection.ask(jdbc -> jdbc.sql(REGISTER)
                .param("id", fresh)
                .param("host", host())
                .param("pid", ProcessHandle.current().pid())
                .param("lease", properties.lease().toMillis())
                .update());
        current = fresh;
    }

    private void renewUntilStopped() {
        try {
            while (!stopped.await(properties.renewEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        try {
            int rows = connection.ask(jdbc -> jdbc.sql(RENEW)
                    .param("id", current)
                    .param("lease", properties.lease().toMillis())
                    .update());
            if (rows == 0) {
                LOG.warn("the lease of {} ran out: its work is cancelled, and the process goes on as another", current);
                lossListeners.forEach(Runnable::run);
                register();
            }
        } catch (DataAccessException e) {
            LOG.warn("the lease could not be renewed: {}", e.toString());
        }
    }

    /** Ends the lease at once, so that others take over without waiting. */
    @Override
    public void stop() {
        running = false;
        stopped.countDown();
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
