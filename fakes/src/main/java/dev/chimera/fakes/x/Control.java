package dev.chimera.fakes.x;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a test asks for, below {@code /control}, always with POST and JSON:
 *
 * <pre>
 *   accounts {username}                            an account, with tokens and keys
 *   login    {username, deny?}                     who is at the browser, and what they say to our app
 *   client   {client_id, client_secret?}           the app; with a secret it is a confidential one
 *   tokens   {lasts_seconds}                       how long access tokens last from now on
 *   faults   {endpoint, fault, times}              what goes wrong with the next calls, such as "POST /2/tweets"
 *   limits   {endpoint, limit, window_seconds}
 *   revoke   {username}, expire {username}
 *   release  {}                                    lets one answer go that ACT_THEN_HOLD keeps
 *   mentions {username, author, text}
 *   media    {looks, fails}                        for how many looks media are processed
 *   calls    {}                                    how often each endpoint was called, and tokens were refreshed
 * </pre>
 */
final class Control {

    /** How many faults may wait; a test needs a handful. */
    private static final int MOST_FAULTS = 100_000;

    private final Accounts accounts;
    private final Posts posts;
    private final Uploads uploads;
    private final Limits limits;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Semaphore held = new Semaphore(0);
    private String clientId = "fake-client";
    private @Nullable String clientSecret;
    private @Nullable String login;
    private boolean denies;

    Control(Accounts accounts, Posts posts, Uploads uploads, Limits limits) {
        this.accounts = accounts;
        this.posts = posts;
        this.uploads = uploads;
        this.limits = limits;
    }

    synchronized ObjectNode ask(String what, JsonNode wish) throws Call.RefusedException {
        ObjectNode done = Call.JSON.createObjectNode();
        String username = wish.path("username").asString("");
        switch (what) {
            case "accounts" -> done = accounts.issue(username);
            case "login" -> {
                login = username;
                denies = wish.path("deny").asBoolean(false);
            }
            case "client" -> {
                clientId = wish.path("client_id").asString();
                clientSecret =
                        wish.has("client_secret") ? wish.path("client_secret").asString() : null;
            }
            case "tokens" -> accounts.accessLasts(wish.path("lasts_seconds").asLong());
            case "faults" -> plan(wish);
            case "limits" ->
                limits.set(
                        wish.path("endpoint").asString(),
                        wish.path("limit").asLong(),
                        wish.path("window_seconds").asLong());
            case "release" -> held.release();
            case "revoke" -> accounts.revoke(username);
            case "expire" -> accounts.expire(username);
            case "mentions" ->
                done.put(
                        "id",
                        posts.mention(
                                accounts.named(wish.path("author").asString()),
                                accounts.named(username),
                                wish.path("text").asString()));
            case "media" ->
                uploads.process(wish.path("looks").asInt(), wish.path("fails").asBoolean(false));
            case "calls" -> {
                calls.forEach(done::put);
                done.put("refreshes", accounts.refreshes());
            }
            default -> throw Call.problem(404, "Not Found", "The fake has no control called " + what);
        }
        return done;
    }

    private void plan(JsonNode wish) throws Call.RefusedException {
        Deque<Fault> queue = faults.computeIfAbsent(wish.path("endpoint").asString(), _ -> new ArrayDeque<>());
        int times = wish.path("times").asInt(1);
        if (queue.size() + times > MOST_FAULTS) {
            throw Call.invalid("So many faults are not taken.");
        }
        Fault fault = Fault.valueOf(wish.path("fault").asString());
        for (int i = 0; i < times; i++) {
            queue.add(fault);
        }
    }

    /** Counts the call; what goes wrong with it, if anything does. */
    synchronized @Nullable Fault next(String endpoint) {
        calls.merge(endpoint, 1, Integer::sum);
        Deque<Fault> queue = faults.get(endpoint);
        return queue == null ? null : queue.poll();
    }

    /** Waits until a test lets the held answers go; the test sees in {@code calls} that one is held. */
    void hold(long seconds) {
        synchronized (this) {
            calls.merge("held", 1, Integer::sum);
        }
        try {
            held.tryAcquire(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized String clientId() {
        return clientId;
    }

    synchronized @Nullable String clientSecret() {
        return clientSecret;
    }

    /** Who is at the browser; null when they do not let the app in. */
    synchronized Accounts.@Nullable User login() {
        if (denies) {
            return null;
        }
        return login == null ? accounts.last() : accounts.named(login);
    }
}
