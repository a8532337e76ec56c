package dev.chimera.bridge.x;

import dev.chimera.bridge.Publication;
import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.RefusalCode;
import dev.chimera.bridge.RemoteTimeline;
import dev.chimera.bridge.UnreadableTimelineException;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Redaction;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Posts to X, and reads there what became of it. */
final class XTimeline implements RemoteTimeline {

    /** As the table of limits calls them. */
    static final String POSTS = "POST /2/tweets";

    private static final String OWN = "GET /2/users/:id/tweets";
    private static final String MENTIONS = "GET /2/users/:id/mentions";

    /** What X's pages hold at least and at most. */
    private static final int SMALLEST_PAGE = 5;

    private static final int LARGEST_PAGE = 100;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration UNTIL_SOMEBODY_PAYS = Duration.ofMinutes(15);

    private final XAccountStore accounts;
    private final AccountReader reader;
    private final AccessTokens tokens;
    private final RateLimitStore limits;
    private final XClient client;
    private final MentionStore mentions;
    private final JsonMapper json;

    XTimeline(
            XAccountStore accounts,
            AccountReader reader,
            AccessTokens tokens,
            RateLimitStore limits,
            XClient client,
            MentionStore mentions,
            JsonMapper json) {
        this.accounts = accounts;
        this.reader = reader;
        this.tokens = tokens;
        this.limits = limits;
        this.client = client;
        this.mentions = mentions;
        this.json = json;
    }

    @Override
    public Optional<Refusal> prepare(TenantId tenant, AgentId agent) {
        return switch (reader.ready(tenant, agent)) {
            case AccountReader.Ready.No(Refusal refusal) -> Optional.of(refusal);
            case AccountReader.Ready.Yes(XAccount account) ->
                limits.wait(account, POSTS).map(XTimeline::rateLimited);
        };
    }

    @Override
    public Publication publish(Handover handover) {
        Optional<XAccount> found = accounts.find(handover.tenant(), handover.agent());
        if (found.isEmpty()) {
            return AccessTokens.reconnect("this agent has no account on X");
        }
        XAccount account = found.get();
        Optional<Duration> wait = limits.take(account, POSTS);
        if (wait.isPresent()) {
            return rateLimited(wait.get());
        }
        XAnswer answer;
        try {
            XClient.Ready ready = client.ready(account.tenant(), account.auth(), "/2/tweets", body(handover));
            // Last, because secrets may take seconds: from here on nothing is between the look at the clock and the
            // call.
            if (handover.notAfter() != null && !accounts.isBefore(handover.notAfter())) {
                return Refusal.of(
                        RefusalCode.EXPIRED, "X would have been called after the moment the call named as its last");
            }
            answer = client.send(ready);
        } catch (NotSentException e) {
            return AccessTokens.unavailable(String.valueOf(e.getMessage()), SOON);
        } catch (ChimeraException e) {
            return AccessTokens.unresolved(e);
        }
        return published(account, answer);
    }

    private JsonNode body(Handover handover) {
        ObjectNode body = json.createObjectNode();
        body.put("text", handover.text());
        body.put("made_with_ai", handover.labeled());
        if (!handover.mediaIds().isEmpty()) {
            var ids = body.putObject("media").putArray("media_ids");
            handover.mediaIds().forEach(ids::add);
        }
        return body;
    }

    /** Only what X says by itself, and before it does anything, is a no. */
    private Publication published(XAccount account, XAnswer answer) {
        Optional<Duration> wait = limits.learn(account, POSTS, answer);
        if (wait.isPresent()) {
            return rateLimited(wait.get());
        }
        String id = answer.body().path("data").path("id").asString("");
        if (answer.succeeded() && !id.isEmpty()) {
            return new Publication.Published(id);
        }
        if (answer.refusesDuplicate()) {
            return Refusal.of(RefusalCode.DUPLICATE_TEXT, "the account has posted this text already, says X");
        }
        String why = "X answered " + answer.status() + ": " + Redaction.of(answer.reason());
        if (answer.refusesUs()) {
            return new Refusal(RefusalCode.X_APP_REFUSED, why, UNTIL_SOMEBODY_PAYS);
        }
        return switch (answer.status()) {
            case 401 -> rejected(account);
            case 402 -> AccessTokens.unavailable(why, UNTIL_SOMEBODY_PAYS);
            case 400, 403, 413, 422 -> Refusal.of(RefusalCode.X_REFUSED, why);
            default -> throw new LostAnswerException(why, null);
        };
    }

    private Refusal rejected(XAccount account) {
        try {
            return tokens.rejected(account);
        } catch (ChimeraException e) {
            return AccessTokens.unresolved(e);
        }
    }

    private static Refusal rateLimited(Duration wait) {
        return new Refusal(RefusalCode.RATE_LIMITED, "X's limit for this account is used up", wait);
    }

    @Override
    public List<Entry> newest(TenantId tenant, AgentId agent, int limit) {
        XAccount account = account(tenant, agent);
        XAnswer answer = reader.read(
                account,
                OWN,
                "/2/users/" + account.knownUserId() + "/tweets?max_results=" + page(limit)
                        + "&post.fields=created_at,entities");
        List<Entry> entries = new ArrayList<>();
        for (JsonNode post : answer.body().path("data")) {
            entries.add(new Entry(post.path("id").asString(), null, XText.written(post), postedAt(post)));
        }
        return entries;
    }

    @Override
    public boolean says(Entry entry, String text) {
        return XText.isSame(entry.text(), text);
    }

    /** Remembers who it was: an agent may answer those who summoned it, and nobody else. */
    @Override
    public List<Mention> mentions(TenantId tenant, AgentId agent, int limit) {
        XAccount account = account(tenant, agent);
        XAnswer answer = reader.read(
                account,
                MENTIONS,
                "/2/users/" + account.knownUserId() + "/mentions?max_results=" + page(limit)
                        + "&post.fields=created_at,entities&expansions=author_id&user.fields=username");
        Map<String, String> handles = new HashMap<>();
        for (JsonNode user : answer.body().path("includes").path("users")) {
            handles.put(user.path("id").asString(), user.path("username").asString());
        }
        List<Mention> found = new ArrayList<>();
        for (JsonNode post : answer.body().path("data")) {
            String author = handles.get(post.path("author_id").asString(""));
            if (author != null) {
                found.add(new Mention(post.path("id").asString(), author, XText.written(post), postedAt(post)));
            }
        }
        mentions.remember(account, found);
        return found;
    }

    private XAccount account(TenantId tenant, AgentId agent) {
        return switch (reader.ready(tenant, agent)) {
            case AccountReader.Ready.No(Refusal refusal) -> throw new UnreadableTimelineException(refusal);
            case AccountReader.Ready.Yes(XAccount account) -> account;
        };
    }

    private static int page(int limit) {
        return Math.clamp(limit, SMALLEST_PAGE, LARGEST_PAGE);
    }

    private static Instant postedAt(JsonNode post) {
        return Instant.parse(post.path("created_at").asString());
    }
}
