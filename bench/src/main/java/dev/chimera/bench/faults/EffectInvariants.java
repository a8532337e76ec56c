package dev.chimera.bench.faults;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Holds PostgreSQL against X's ledger and the chain: I2, I4, I5, the limits (L), and the ledger of money (I7). */
final class EffectInvariants {

    private final JdbcClient jdbc;
    private final Outside outside;
    private final List<Violation> violations = new ArrayList<>();

    private EffectInvariants(JdbcClient jdbc, Outside outside) {
        this.jdbc = jdbc;
        this.outside = outside;
    }

    static List<Violation> check(JdbcClient jdbc, Outside outside, Payers payers, Duration cooldown)
            throws IOException {
        EffectInvariants invariants = new EffectInvariants(jdbc, outside);
        invariants.posts();
        for (Payers.Payer payer : payers.all()) {
            invariants.payments(payer);
        }
        invariants.cooldown(cooldown);
        invariants.violations.addAll(Invariants.ofTheDatabase(jdbc));
        return List.copyOf(invariants.violations);
    }

    private record Known(UUID id, String what, String state) {}

    private List<Known> effects(String tool, String member, @Nullable UUID agent) {
        return jdbc.sql("""
                        SELECT id, arguments->>:member AS what, state FROM effects
                        WHERE tool = :tool AND (:agent::uuid IS NULL OR agent_id = :agent)
                        """)
                .param("member", member)
                .param("tool", tool)
                .param("agent", agent, java.sql.Types.OTHER)
                .query((row, number) ->
                        new Known(row.getObject("id", UUID.class), row.getString("what"), row.getString("state")))
                .list();
    }

    private void posts() throws IOException {
        Map<String, Integer> posted = outside.posted();
        posted.forEach((text, times) -> {
            if (times > 1) {
                violated("I2", "\"" + text + "\" was posted " + times + " times");
            }
        });
        Map<String, Known> intended = new HashMap<>();
        effects("post_tweet", "text", null).forEach(known -> {
            intended.put(known.what(), known);
            compare(known, posted.containsKey(known.what()), "on X");
        });
        posted.keySet().stream()
                .filter(text -> !intended.containsKey(text))
                .forEach(text -> violated("I4", "\"" + text + "\" is on X, and nobody intended it"));
    }

    private void payments(Payers.Payer payer) {
        List<Outside.Sent> sent = outside.sentBy(payer.address());
        Map<BigInteger, Integer> times = new HashMap<>();
        sent.forEach(each -> times.merge(each.wei(), 1, Integer::sum));
        times.forEach((wei, count) -> {
            if (count > 1) {
                violated("I2", wei + " wei were paid " + count + " times from " + payer.address());
            }
        });
        List<Known> intended = effects("transfer", "amount", payer.agent());
        for (Known known : intended) {
            compare(known, times.containsKey(EffectFaults.wei(known.what())), "on the chain");
        }
        if (sent.size() > payer.windowCount()) {
            violated("L", sent.size() + " payments from " + payer.address() + " in a window of " + payer.windowCount());
        }
        List<BigInteger> amounts =
                intended.stream().map(known -> EffectFaults.wei(known.what())).toList();
        times.keySet().stream()
                .filter(wei -> !amounts.contains(wei))
                .forEach(wei -> violated("I4", wei + " wei were paid from " + payer.address() + ", unintended"));
    }

    private void compare(Known known, boolean there, String where) {
        switch (known.state()) {
            case "CONFIRMED" -> {
                if (!there) {
                    violated("I4", "effect " + known.id() + " is CONFIRMED and not " + where);
                }
            }
            case "FAILED" -> {
                if (there) {
                    violated("I5", "effect " + known.id() + " is FAILED and " + where);
                }
            }
            default -> violated("I5", "effect " + known.id() + " is still " + known.state());
        }
    }

    private void cooldown(Duration cooldown) {
        jdbc.sql("""
                        SELECT id || ' of agent ' || agent_id || ' came ' || gap || ' after the one before' AS detail FROM (
                            SELECT id, agent_id, posted_at - lag(posted_at) OVER (PARTITION BY agent_id ORDER BY posted_at)
                                AS gap
                            FROM posts) p
                        WHERE gap < :millis * interval '1 millisecond'
                        """)
                .param("millis", cooldown.toMillis())
                .query((row, number) -> row.getString("detail"))
                .list()
                .forEach(detail -> violated("L", "post " + detail));
    }

    private void violated(String invariant, String detail) {
        violations.add(new Violation(invariant, detail));
    }
}
