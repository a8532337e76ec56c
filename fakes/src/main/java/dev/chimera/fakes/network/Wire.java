package dev.chimera.fakes.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy before one port of this machine, which hands on every byte until it is told to fail.
 *
 * <p>While it swallows, connections stay open, new ones are accepted, and every byte on them is taken and dropped: each
 * side waits for the other, as after a firewall that forgot them. A connection that was there then is dead for good; after
 * {@link #heal} only new ones are whole.
 */
public final class Wire implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress target;
    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean swallowing;
    private volatile boolean refusing;
    private volatile Duration delay = Duration.ZERO;

    private Wire(int port) throws IOException {
        this.target = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        this.door = new ServerSocket(0, 200, target.getAddress());
        Thread.ofVirtual().name("wire-" + port).start(this::accept);
    }

    /** A whole one to this port of 127.0.0.1. */
    public static Wire to(int port) throws IOException {
        return new Wire(port);
    }

    /** Where to connect instead. */
    public int port() {
        return door.getLocalPort();
    }

    /** The same address with this wire in it. */
    public String through(String url) {
        String target = ":" + this.target.getPort();
        if (!url.contains(target)) {
            throw new IllegalArgumentException("not an address of what this wire leads to");
        }
        return url.replace(target, ":" + port());
    }

    /** From now on every byte is dropped, on what is open and on what will be. */
    public void swallow() {
        swallowing = true;
        links.forEach(link -> link.dead = true);
    }

    /** Breaks what is open, with a reset, and refuses what comes, until it is healed. */
    public void cut() {
        refusing = true;
        links.forEach(Link::close);
    }

    /** Every buffer waits this long before it is handed on. */
    public void delay(Duration each) {
        delay = each;
    }

    /** New connections are whole again; what was open while it swallowed stays dead. */
    public void heal() {
        swallowing = false;
        refusing = false;
        delay = Duration.ZERO;
    }

    /** How many buffers were dropped so far. */
    public int swallowed() {
        return swallowed.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                if (refusing) {
                    near.setSoLinger(true, 0);
                    near.close();
                } else {
                    new Link(near).start();
                }
            } catch (SocketException e) {
                // Closed, here or by the one who came.
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** One connection, with both its ends. */
    private final class Link {

        private final Socket near;
        private final Socket far = new Socket();
        private volatile boolean dead = swallowing;

        Link(Socket near) {
            this.near = near;
        }

        void start() {
            links.add(this);
            Thread.ofVirtual().start(() -> {
                try {
                    if (dead) {
                        pump(near.getInputStream(), OutputStream.nullOutputStream());
                        return;
                    }
                    far.connect(target, 5_000);
                    near.setTcpNoDelay(true);
                    far.setTcpNoDelay(true);
                    InputStream answers = far.getInputStream();
                    OutputStream back = near.getOutputStream();
                    Thread.ofVirtual().start(() -> pump(answers, back));
                    pump(near.getInputStream(), far.getOutputStream());
                } catch (IOException e) {
                    close();
                }
            });
        }

        private void pump(InputStream from, OutputStream to) {
            byte[] buffer = new byte[BUFFER];
            try {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                    LockSupport.parkNanos(delay.toNanos());
                    if (dead) {
                        swallowed.incrementAndGet();
                    } else {
                        to.write(buffer, 0, count);
                    }
                }
            } catch (IOException e) {
                // One side has gone: that ends the other one, too, unless nobody may hear of it.
            }
            if (!dead) {
                close();
            }
        }

        private void close() {
            links.remove(this);
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // Gone already: just what was wanted.
                }
            }
        }
    }

    /** Breaks everything that is open. */
    @Override
    public void close() throws IOException {
        door.close();
        links.forEach(Link::close);
    }
}
