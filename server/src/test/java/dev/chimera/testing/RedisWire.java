package dev.chimera.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything that is said to one Redis database, as MONITOR shows it: an entry of a stream is deleted as soon as it was
 * read, so that a look at the end would find nothing of it.
 */
public final class RedisWire implements AutoCloseable {

    private final Socket socket;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    private RedisWire(Socket socket) {
        this.socket = socket;
    }

    /** Hears from now on. */
    public static RedisWire listen(String redisUrl) throws IOException {
        URI url = URI.create(redisUrl);
        Socket socket = new Socket(url.getHost(), url.getPort());
        BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        if (url.getUserInfo() != null) {
            say(socket, lines, "AUTH " + url.getUserInfo().replaceFirst("^[^:]*:", ""));
        }
        say(socket, lines, "MONITOR");
        RedisWire wire = new RedisWire(socket);
        String ours = " [" + url.getPath().substring(1) + " ";
        Thread.ofVirtual().start(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.contains(ours)) {
                        wire.heard.add(line);
                    }
                }
            } catch (IOException _) {
                // Closed: there is nothing more to hear.
            }
        });
        return wire;
    }

    private static void say(Socket socket, BufferedReader lines, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
        String answer = lines.readLine();
        if (!"+OK".equals(answer)) {
            throw new IOException("Redis does not take " + command.split(" ")[0]);
        }
    }

    /** The commands so far, a line each. */
    public String heard() {
        return String.join("\n", heard);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
