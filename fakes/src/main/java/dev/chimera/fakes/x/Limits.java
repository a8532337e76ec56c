package dev.chimera.fakes.x;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** How many calls an account has left, by endpoint and window, as the {@code x-rate-limit-*} headers say it. */
final class Limits {

    /** X's published limits; tests set others. */
    private static final Rule POSTS = new Rule(100, 900);

    private static final Rule OTHERS = new Rule(900, 900);

    record Rule(long limit, long windowSeconds) {}

    private static final class Window {
        private long reset;
        private long used;
    }

    private final InstantSource clock;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<String, Window> windows = new HashMap<>();

    Limits(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void set(String endpoint, long limit, long windowSeconds) {
        rules.put(endpoint, new Rule(limit, windowSeconds));
        windows.keySet().removeIf(key -> key.startsWith(endpoint + " "));
    }

    /** Counts the call and writes the headers. */
    synchronized void spend(Call call, String endpoint, Accounts.User user) throws Call.RefusedException {
        Rule rule = rules.getOrDefault(endpoint, endpoint.equals("POST /2/tweets") ? POSTS : OTHERS);
        long now = clock.instant().getEpochSecond();
        Window window = windows.computeIfAbsent(endpoint + " " + user.id(), _ -> new Window());
        if (now >= window.reset) {
            window.reset = now + rule.windowSeconds();
            window.used = 0;
        }
        boolean left = window.used < rule.limit();
        window.used += left ? 1 : 0;
        call.answerWith("x-rate-limit-limit", Long.toString(rule.limit()));
        call.answerWith("x-rate-limit-remaining", Long.toString(rule.limit() - window.used));
        call.answerWith("x-rate-limit-reset", Long.toString(window.reset));
        if (!left) {
            throw Call.problem(429, "Too Many Requests", "Too Many Requests");
        }
    }
}
