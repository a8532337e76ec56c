package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** What an ordinary client gets from the servers. */
final class Probe {

    private Probe() {}

    /** Runs one statement; the first column of the first row, or an empty text. */
    static String sql(String jdbcUrl, String statement) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement prepared = connection.createStatement()) {
            if (!prepared.execute(statement)) {
                return "";
            }
            try (ResultSet rows = prepared.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one command that answers with a single line or a single bulk string; {@code $-1} stands for nil. */
    static String redis(String url, String command) {
        URI uri = URI.create(url);
        String password = uri.getUserInfo() == null ? "" : uri.getUserInfo().substring(1);
        String select = uri.getPath().substring(1);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(5_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            List<String> login = password.isEmpty() ? List.of() : List.of("AUTH " + password, "SELECT " + select);
            for (String words : login) {
                String answer = send(socket, in, words);
                if (!answer.equals("+OK")) {
                    throw new IllegalStateException(answer);
                }
            }
            String first = send(socket, in, command);
            return Pattern.matches("\\$\\d+", first) ? in.readLine() : first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String send(Socket socket, BufferedReader in, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("Redis closed the connection");
        }
        return answer;
    }
}
