package dev.chimera.broker;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All processes whose lease runs: which roles nobody has, and which loops don't do what they are for. */
@Repository
public class Swarm {

    private static final String LIVING = "SELECT roles, troubles FROM workers WHERE lease_until > now() LIMIT 1000";

    private final JdbcClient jdbc;

    Swarm(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Why nothing may move.
     *
     * @param missingRoles those that no process runs
     * @param troubles of loops, whichever process they belong to
     */
    public record Look(List<String> missingRoles, List<String> troubles) {

        public Look {
            missingRoles = List.copyOf(missingRoles);
            troubles = List.copyOf(troubles);
        }

        /** Where nobody can look. */
        public static Look none() {
            return new Look(List.of(), List.of());
        }
    }

    private record Member(List<String> roles, List<String> troubles) {}

    public Look look() {
        List<Member> living = jdbc.sql(LIVING)
                .query((row, number) -> new Member(texts(row, "roles"), texts(row, "troubles")))
                .list();
        Set<String> roles = new HashSet<>();
        living.forEach(process -> roles.addAll(process.roles()));
        return new Look(
                Arrays.stream(ProcessRoles.Part.values())
                        .map(ProcessRoles.Part::word)
                        .filter(role -> !roles.contains(role))
                        .toList(),
                living.stream()
                        .flatMap(process -> process.troubles().stream())
                        .distinct()
                        .toList());
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }
}
