package dev.chimera.bridge;

import dev.chimera.bridge.BridgeEvent.TweetFound;
import dev.chimera.bridge.BridgeEvent.TweetPublished;
import dev.chimera.bridge.BridgeEvent.TweetRefused;
import dev.chimera.bridge.SlotStore.Slot;
import dev.chimera.bridge.SlotStore.Unconfirmed;
import dev.chimera.tenant.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Posts, within the limits, and reads the own timeline. An exception from here means that nobody knows what happened; a
 * {@link Refusal} means that nothing did.
 */
final class TwitterBridge {

    /** How much of a timeline is shown: a day of posts at the default cooldown. */
    private static final int SHOWN = 100;

    /**
     * How often a call tries again that was told no, when a moment later there is no reason left: the slot became free
     * between the two statements.
     */
    private static final int TRIES = 3;

    /** How far the clock of a remote timeline may be behind the database's. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final SlotStore slots;
    private final PostStore posts;
    private final BridgeAudit audit;
    private final Timelines timelines;
    private final TransactionTemplate transactions;
    private final OwnPosts own;
    private final Duration cooldown;

    TwitterBridge(
            SlotStore slots,
            PostStore posts,
            BridgeAudit audit,
            Timelines timelines,
            TransactionTemplate transactions,
            OwnPosts own,
            TwitterProperties properties) {
        this.slots = slots;
        this.posts = posts;
        this.audit = audit;
        this.timelines = timelines;
        this.transactions = transactions;
        this.own = own;
        this.cooldown = properties.cooldown();
    }

    /** Somebody who may not act here at all. */
    Refusal turnAway(Caller caller, @Nullable Map<String, Object> meta, Refusal refusal) {
        audit.turnedAway(TweetRefused.NAME, caller, meta, refusal);
        return refusal;
    }

    Posting post(Author author, Draft draft) {
        return switch (draft) {
            case Refusal refusal -> refused(author, refusal);
            case Tweet tweet -> post(author, tweet);
        };
    }

    private Posting post(Author author, Tweet tweet) {
        // What the limits refuse needs no policy, which takes longer.
        Optional<Refusal> refusal =
                author.effect() == null ? reason(author, tweet).or(() -> own.refusal(author, tweet)) : Optional.empty();
        if (refusal.isPresent()) {
            return refused(author, refusal.get());
        }
        return switch (timelines.of(author)) {
            case PostgresTimeline _ -> postHere(author, tweet);
            case RemoteTimeline remote -> postThere(remote, author, tweet);
        };
    }

    private Posting postHere(Author author, Tweet tweet) {
        UUID id = UUID.randomUUID();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<Posted> posted = transactions.execute(transaction -> {
                Optional<Slot> slot = reserve(id, author, tweet, PostState.PUBLISHED);
                if (slot.isEmpty()) {
                    transaction.setRollbackOnly();
                    return Optional.<Posted>empty();
                }
                return Optional.of(published(author, tweet, slot.get(), id.toString()));
            });
            if (posted.isPresent()) {
                return posted.get();
            }
            Optional<Refusal> reason = reason(author, tweet);
            if (reason.isPresent()) {
                return refused(author, reason.get());
            }
        }
        return refused(author, crowded());
    }

    private Posting postThere(RemoteTimeline remote, Author author, Tweet tweet) {
        // Whoever asks for the second time must hear that, and not that the timeline is away.
        Optional<Refusal> unready = reason(author, tweet).or(() -> remote.prepare(author.tenant(), author.agent()));
        if (unready.isPresent()) {
            return refused(author, unready.get());
        }
        UUID id = UUID.randomUUID();
        OwnPosts.Price price = own.price(author, tweet);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Taken taken = Objects.requireNonNull(transactions.execute(transaction -> {
                // The ledger first: a campaign is locked before its agent.
                Optional<Refusal> unpaid = own.reserve(author, id, price);
                Optional<Slot> slot =
                        unpaid.isPresent() ? Optional.empty() : reserve(id, author, tweet, PostState.SENDING);
                if (slot.isEmpty()) {
                    transaction.setRollbackOnly();
                }
                return new Taken(slot, unpaid);
            }));
            if (taken.slot().isPresent()) {
                return handOver(remote, author, tweet, id, taken.slot().get());
            }
            Optional<Refusal> reason = taken.unpaid().or(() -> reason(author, tweet));
            if (reason.isPresent()) {
                return refused(author, reason.get());
            }
        }
        return refused(author, crowded());
    }

    /** What came of asking for a slot, and for the money for what goes into it. */
    private record Taken(Optional<Slot> slot, Optional<Refusal> unpaid) {}

    /** One attempt. What is thrown from here leaves the post SENDING and its slot taken. */
    private Posting handOver(RemoteTimeline remote, Author author, Tweet tweet, UUID id, Slot slot) {
        Publication publication = remote.publish(new RemoteTimeline.Handover(
                author.tenant(),
                author.agent(),
                author.effect(),
                tweet.text(),
                tweet.mediaIds(),
                isLabeled(tweet, slot),
                author.notAfter()));
        return transactions.execute(_ -> switch (publication) {
            case Publication.Published(String externalId) -> {
                own.spend(author, id);
                // Whoever looked meanwhile may have found it, and said so.
                yield slots.confirm(author, id, externalId)
                        ? published(author, tweet, slot, externalId)
                        : new Posted(externalId, slot.at(), tweet, isLabeled(tweet, slot));
            }
            case Refusal refusal -> {
                own.release(author, id);
                slots.giveBack(author, id, slot, cooldown);
                record(author, event(author, refusal));
                yield refusal;
            }
        });
    }

    private Optional<Slot> reserve(UUID id, Author author, Tweet tweet, PostState state) {
        return slots.take(author, tweet, cooldown)
                .filter(slot -> slots.write(id, author, tweet, isLabeled(tweet, slot), slot, state));
    }

    private Posted published(Author author, Tweet tweet, Slot slot, String id) {
        boolean labeled = isLabeled(tweet, slot);
        record(
                author,
                new TweetPublished(
                        author.agent().value(),
                        author.effect(),
                        id,
                        tweet.text(),
                        tweet.mediaIds(),
                        labeled,
                        slot.at()));
        return new Posted(id, slot.at(), tweet, labeled);
    }

    /** A call may always ask for the label; where it does not say, the OPERATOR's setting counts. */
    private static boolean isLabeled(Tweet tweet, Slot slot) {
        return tweet.label() == null ? slot.agentIsLabeled() : tweet.label();
    }

    private Optional<Refusal> reason(Author author, Tweet tweet) {
        Optional<Refusal> reason = slots.reason(author, tweet);
        if (reason.isEmpty()
                && Boolean.FALSE.equals(tweet.label())
                && slots.mustBeLabeled(author).orElse(true)) {
            return Optional.of(Refusal.of(
                    RefusalCode.INVALID_ARGUMENT,
                    "is_ai_labeled is false, and only an OPERATOR can switch an agent's label off"));
        }
        return reason;
    }

    private static Refusal crowded() {
        return new Refusal(RefusalCode.RATE_LIMITED, "others took every slot that became free", Duration.ofSeconds(1));
    }

    /** A refusal is on record as well; when it can't be recorded, the caller learns nothing. */
    private Refusal refused(Author author, Refusal refusal) {
        record(author, event(author, refusal));
        return refusal;
    }

    private void record(Author author, BridgeEvent event) {
        UUID task = author.task() == null ? null : author.task().value();
        if (event instanceof TweetRefused refused && task != null && refused.effect() != null) {
            String code = refused.code().name();
            audit.writeRefusal(author.tenant(), author.actor(), event.name(), task, refused.effect(), code, event);
        } else {
            audit.write(author.tenant(), author.actor(), event.name(), task, event);
        }
    }

    private static TweetRefused event(Author author, Refusal refusal) {
        return new TweetRefused(
                author.agent().value(),
                author.effect(),
                refusal.code(),
                refusal.message(),
                refusal.retryAfterSeconds());
    }

    /**
     * The account's newest tweets, newest first; empty for an agent that does not exist. Complete: whatever is being
     * written at the same moment is waited for, and what a remote timeline has and nobody confirmed is confirmed.
     */
    Optional<List<TimelineEntry>> timeline(Author author) {
        return switch (timelines.of(author)) {
            case PostgresTimeline _ -> shown(author, () -> {});
            case RemoteTimeline remote when slots.unconfirmed(author, 1).isEmpty() -> shown(author, () -> {});
            case RemoteTimeline remote -> {
                List<RemoteTimeline.Entry> there = remote.newest(author.tenant(), author.agent(), SHOWN);
                yield shown(author, () -> confirmFound(remote, author, there));
            }
        };
    }

    private Optional<List<TimelineEntry>> shown(Author author, Runnable confirming) {
        return transactions.execute(_ -> {
            if (!slots.settle(author)) {
                return Optional.<List<TimelineEntry>>empty();
            }
            confirming.run();
            return Optional.of(posts.timeline(author, SHOWN));
        });
    }

    /** The newest tweets of others that name the account; none where nobody else writes. */
    List<RemoteTimeline.Mention> mentions(Author author) {
        return switch (timelines.of(author)) {
            case PostgresTimeline _ -> List.of();
            case RemoteTimeline remote -> remote.mentions(author.tenant(), author.agent(), SHOWN);
        };
    }

    private void confirmFound(RemoteTimeline remote, Author author, List<RemoteTimeline.Entry> there) {
        if (there.isEmpty()) {
            return;
        }
        Author all = author.reading();
        Set<String> known =
                posts.timeline(all, SHOWN).stream().map(TimelineEntry::id).collect(Collectors.toSet());
        List<RemoteTimeline.Entry> left = new ArrayList<>(there);
        left.removeIf(entry -> known.contains(entry.externalId()));
        for (Unconfirmed post : slots.unconfirmed(author, SHOWN)) {
            Optional<RemoteTimeline.Entry> found =
                    left.stream().filter(entry -> isSame(remote, post, entry)).findFirst();
            if (found.isPresent()) {
                left.remove(found.get());
                String externalId = found.get().externalId();
                if (post.effect() == null) {
                    own.spend(all, post.id());
                }
                slots.confirm(author, post.id(), externalId);
                record(all.of(post.task()), new TweetFound(author.agent().value(), post.effect(), externalId));
            }
        }
    }

    private static boolean isSame(RemoteTimeline remote, Unconfirmed post, RemoteTimeline.Entry entry) {
        if (entry.effect() != null) {
            return entry.effect().equals(post.effect());
        }
        return remote.says(entry, post.text())
                && !entry.postedAt().isBefore(post.at().minus(SKEW));
    }
}
