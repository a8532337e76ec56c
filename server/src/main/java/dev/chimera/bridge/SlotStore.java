package dev.chimera.bridge;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Slots and what was put into them. An agent has one slot, free from {@code agents.next_slot_at} on; every moment here is
 * the database's. The methods that change something belong into one transaction with each other.
 */
@Component
class SlotStore {

    private final JdbcClient jdbc;

    SlotStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A slot that was taken.
     *
     * @param at when, and so the moment of the post: two posts are never less than the cooldown apart
     * @param agentIsLabeled what the OPERATOR set for the agent
     */
    record Slot(Instant at, boolean agentIsLabeled) {}

    /**
     * A post whose publication nobody has confirmed.
     *
     * @param at when its slot was taken
     */
    record Unconfirmed(
            UUID id, @Nullable UUID effect, @Nullable UUID task, String text, Instant at) {}

    /** Takes the agent's slot if everything allows it, in one statement; whoever is second waits and finds it taken. */
    Optional<Slot> take(Author author, Tweet tweet, Duration cooldown) {
        return jdbc.sql("""
                        UPDATE agents
                        SET next_slot_at = clock_timestamp() + :cooldown * interval '1 microsecond'
                        WHERE tenant_id = :tenant AND id = :agent
                          AND NOT paused
                          AND (:labeled OR NOT ai_labeled)
                          AND next_slot_at <= clock_timestamp()
                          AND (CAST(:not_after AS timestamptz) IS NULL OR clock_timestamp() < :not_after)
                          AND NOT EXISTS (SELECT FROM posts WHERE tenant_id = :tenant AND effect_id = :effect)
                          AND NOT EXISTS (SELECT FROM opt_outs
                                          WHERE tenant_id = :tenant AND handle = ANY(CAST(:handles AS text[])))
                        RETURNING next_slot_at - :cooldown * interval '1 microsecond' AS taken_at, ai_labeled
                        """)
                .param("cooldown", micros(cooldown))
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param("labeled", !Boolean.FALSE.equals(tweet.label()))
                .param("not_after", offset(author.notAfter()))
                .param("effect", author.effect())
                .param("handles", handles(tweet))
                .query((row, _) -> new Slot(PostStore.instant(row, "taken_at"), row.getBoolean("ai_labeled")))
                .optional();
    }

    /**
     * Writes the post into the slot. False when the same effect wrote one in the same moment, or when the last moment of
     * the call has passed: it is asked again here, with the agent's row locked, so that whoever locks the row after that
     * moment has seen every post that there will be.
     */
    boolean write(UUID id, Author author, Tweet tweet, boolean labeled, Slot slot, PostState state) {
        return jdbc.sql("""
                        INSERT INTO posts (tenant_id, id, agent_id, effect_id, task_id, text, media_ids, is_ai_labeled,
                                           state, posted_at)
                        SELECT :tenant, :id, :agent, :effect, :task, :text, string_to_array(:media_ids, ','), :labeled,
                               :state, :at
                        WHERE CAST(:not_after AS timestamptz) IS NULL OR clock_timestamp() < :not_after
                        ON CONFLICT (tenant_id, effect_id) DO NOTHING
                        """)
                        .param("tenant", author.tenant().value())
                        .param("id", id)
                        .param("agent", author.agent().value())
                        .param("effect", author.effect())
                        .param("task", task(author))
                        .param("text", tweet.text())
                        .param("media_ids", String.join(",", tweet.mediaIds()))
                        .param("labeled", labeled)
                        .param("state", state.name())
                        .param("at", offset(slot.at()))
                        .param("not_after", offset(author.notAfter()))
                        .update()
                == 1;
    }

    /** Why no slot was to be had; empty when there would be one by now, or when the label is wrong. */
    Optional<Refusal> reason(Author author, Tweet tweet) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM posts WHERE tenant_id = a.tenant_id AND effect_id = :effect) AS duplicate,
                               coalesce(clock_timestamp() >= CAST(:not_after AS timestamptz), false) AS expired,
                               a.paused,
                               (SELECT min(handle) FROM opt_outs
                                WHERE tenant_id = a.tenant_id AND handle = ANY(CAST(:handles AS text[]))) AS opted_out,
                               CASE WHEN a.next_slot_at > clock_timestamp()
                                    THEN ceil(extract(epoch FROM a.next_slot_at - clock_timestamp()) * 1000)
                                    ELSE 0 END AS wait_ms
                        FROM agents a
                        WHERE a.tenant_id = :tenant AND a.id = :agent
                        """)
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param("effect", author.effect())
                .param("not_after", offset(author.notAfter()))
                .param("handles", handles(tweet))
                .query((row, _) -> reason(
                        row.getBoolean("duplicate"),
                        row.getBoolean("expired"),
                        row.getBoolean("paused"),
                        row.getString("opted_out"),
                        Duration.ofMillis(row.getLong("wait_ms"))))
                .optional()
                .orElseGet(
                        () -> Optional.of(Refusal.of(RefusalCode.UNAUTHORIZED, "there is no such agent to act for")));
    }

    private static Optional<Refusal> reason(
            boolean duplicate, boolean expired, boolean paused, @Nullable String optedOut, Duration wait) {
        // A duplicate comes first: whoever asks whether it was posted must not be told to try later.
        if (duplicate) {
            return Optional.of(Refusal.of(RefusalCode.DUPLICATE_EFFECT, "this effect was posted already"));
        }
        if (expired) {
            return Optional.of(Refusal.of(RefusalCode.EXPIRED, "the call came after the moment it named as its last"));
        }
        if (paused) {
            return Optional.of(Refusal.of(RefusalCode.AGENT_PAUSED, "an OPERATOR paused this agent"));
        }
        if (optedOut != null) {
            return Optional.of(Refusal.of(RefusalCode.OPTED_OUT, "@" + optedOut + " asked to be left alone"));
        }
        if (wait.isZero()) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(RefusalCode.RATE_LIMITED, "the agent's cooldown is not over", wait));
    }

    /** Whether the agent's posts have to be marked as made by an AI; empty without such an agent. */
    Optional<Boolean> mustBeLabeled(Author author) {
        return jdbc.sql("SELECT ai_labeled FROM agents WHERE tenant_id = :tenant AND id = :agent")
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .query(Boolean.class)
                .optional();
    }

    /** False when it was confirmed before. */
    boolean confirm(Author author, UUID id, String externalId) {
        return jdbc.sql("""
                        UPDATE posts SET state = 'PUBLISHED', external_id = :external
                        WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING'
                        """)
                        .param("tenant", author.tenant().value())
                        .param("id", id)
                        .param("external", externalId)
                        .update()
                == 1;
    }

    /**
     * Takes a post back that its timeline definitely refused, and frees the slot unless somebody took the next. The agent
     * first, as whoever reads the timeline locks it before it confirms a post.
     */
    void giveBack(Author author, UUID id, Slot slot, Duration cooldown) {
        jdbc.sql("""
                        UPDATE agents SET next_slot_at = :at
                        WHERE tenant_id = :tenant AND id = :agent
                          AND next_slot_at = :at + :cooldown * interval '1 microsecond'
                        """)
                .param("at", offset(slot.at()))
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param("cooldown", micros(cooldown))
                .update();
        jdbc.sql("DELETE FROM posts WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING'")
                .param("tenant", author.tenant().value())
                .param("id", id)
                .update();
    }

    /** Waits for every post that is being written for this agent, so that what is read afterwards is complete. */
    boolean settle(Author author) {
        return jdbc.sql("SELECT true FROM agents WHERE tenant_id = :tenant AND id = :agent FOR SHARE")
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .query(Boolean.class)
                .optional()
                .isPresent();
    }

    List<Unconfirmed> unconfirmed(Author author, int limit) {
        return jdbc.sql("""
                        SELECT id, effect_id, task_id, text, posted_at FROM posts
                        WHERE tenant_id = :tenant AND agent_id = :agent AND state = 'SENDING'
                        ORDER BY posted_at DESC
                        LIMIT :limit
                        """)
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param("limit", limit)
                .query((row, _) -> new Unconfirmed(
                        Objects.requireNonNull(row.getObject("id", UUID.class)),
                        row.getObject("effect_id", UUID.class),
                        row.getObject("task_id", UUID.class),
                        PostStore.text(row, "text"),
                        PostStore.instant(row, "posted_at")))
                .list();
    }

    private static @Nullable UUID task(Author author) {
        return author.task() == null ? null : author.task().value();
    }

    private static String[] handles(Tweet tweet) {
        return Addressees.array(Handle.mentionedIn(tweet.text()));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
