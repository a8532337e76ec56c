package dev.chimera.testing;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Everything that a run leaves behind, as text: every column of every table, every key of Redis, and what a test adds,
 * such as the log and the answers that were errors. To be searched for what must not be there.
 */
public final class SystemDump {

    private static final String COLUMNS = """
            SELECT quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) AS place, quote_ident(c.column_name) AS name
            FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
            """;

    private final Map<String, String> places = new LinkedHashMap<>();

    private SystemDump() {}

    /** Of the database and of Redis, as they are now. */
    public static SystemDump of(JdbcClient jdbc, String redisUrl) {
        SystemDump dump = new SystemDump();
        jdbc.sql(COLUMNS)
                .query((row, _) -> List.of(row.getString("place"), row.getString("name")))
                .list()
                .forEach(column -> dump.and(
                        "column " + column.getFirst() + "." + column.getLast(),
                        jdbc.sql("SELECT coalesce(string_agg(%s::text, E'\\n'), '') FROM %s"
                                        .formatted(column.getLast(), column.getFirst()))
                                .query(String.class)
                                .single()));
        try (RedisClient client = RedisClient.create(redisUrl);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            dump.addKeys(connection.sync());
        }
        return dump;
    }

    private void addKeys(RedisCommands<String, String> redis) {
        KeyScanCursor<String> cursor = redis.scan();
        while (true) {
            for (String key : cursor.getKeys()) {
                and("key " + key, key + "\n" + value(redis, key));
            }
            if (cursor.isFinished()) {
                return;
            }
            cursor = redis.scan(ScanCursor.of(cursor.getCursor()));
        }
    }

    private static String value(RedisCommands<String, String> redis, String key) {
        return switch (redis.type(key)) {
            case "string" -> redis.get(key);
            case "hash" -> redis.hgetall(key).toString();
            case "list" -> redis.lrange(key, 0, -1).toString();
            case "set" -> redis.smembers(key).toString();
            case "zset" -> redis.zrange(key, 0, -1).toString();
            case "stream" -> redis.xrange(key, Range.unbounded()).toString();
            // It expired a moment ago.
            case "none" -> "";
            default -> throw new IllegalStateException(key + " is of a type that nobody has thought of");
        };
    }

    /** Adds a place of another kind. */
    public SystemDump and(String place, String text) {
        places.put(place, text.toLowerCase(Locale.ROOT));
        return this;
    }

    /** What was looked through. */
    public List<String> places() {
        return List.copyOf(places.keySet());
    }

    /** Where a secret stands, in whatever spelling and case; the encoding is named, the secret is not. */
    public List<String> placesOf(String secret) {
        List<String> found = new ArrayList<>();
        Spellings.traces(secret).forEach((encoding, spelling) -> {
            String wanted = spelling.toLowerCase(Locale.ROOT);
            places.forEach((place, text) -> {
                if (text.contains(wanted)) {
                    found.add(place + " (" + encoding + ")");
                }
            });
        });
        return found;
    }
}
