package dev.chimera.fakes.x;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** People with accounts, and the keys to them. */
final class Accounts {

    private static final Duration CODE_LASTS = Duration.ofSeconds(30);
    private static final Set<String> ALL_SCOPES =
            Set.of("tweet.read", "tweet.write", "users.read", "offline.access", "media.write");

    /** @param id as X numbers it */
    record User(String id, String username) {}

    /** What an access token opens. */
    record Access(User user, Set<String> scopes, Instant expires) {}

    /** What a refresh token is exchanged for; used at most once. */
    private record Refresh(User user, Set<String> scopes, String access) {}

    private record Code(User user, Set<String> scopes, String challenge, String redirectUri, Instant expires) {}

    /** The four parts of OAuth 1.0a. */
    record Keys(User user, String consumerKey, String consumerSecret, String token, String tokenSecret) {}

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private final SequencedMap<String, User> byName = new LinkedHashMap<>();
    private final Map<String, Access> access = new HashMap<>();
    private final Map<String, Refresh> refresh = new HashMap<>();
    private final Map<String, Keys> keys = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private long lastId = 1_500_000_000_000_000_000L;
    private long accessLasts = 7200;
    private int refreshes;

    Accounts(InstantSource clock) {
        this.clock = clock;
    }

    /** How many times tokens were refreshed. */
    synchronized int refreshes() {
        return refreshes;
    }

    synchronized void accessLasts(long seconds) {
        accessLasts = seconds;
    }

    synchronized User named(String username) {
        return byName.computeIfAbsent(username, name -> new User(Long.toString(lastId += 1_000_003), name));
    }

    synchronized @Nullable User last() {
        return byName.isEmpty() ? null : byName.lastEntry().getValue();
    }

    synchronized @Nullable User byId(String id) {
        return byName.values().stream()
                .filter(user -> user.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Tokens, and keys of OAuth 1.0a, as the developer console would show them. */
    synchronized ObjectNode issue(String username) {
        User user = named(username);
        ObjectNode tokens = tokens(user, ALL_SCOPES);
        Keys made = new Keys(user, secret("ck"), secret("cs"), secret("ot"), secret("os"));
        keys.put(made.consumerKey() + " " + made.token(), made);
        return tokens.put("user_id", user.id())
                .put("username", user.username())
                .put("consumer_key", made.consumerKey())
                .put("consumer_secret", made.consumerSecret())
                .put("oauth1_token", made.token())
                .put("oauth1_token_secret", made.tokenSecret());
    }

    synchronized String code(User user, Set<String> scopes, String challenge, String redirectUri) {
        String code = secret("code");
        codes.put(
                code,
                new Code(user, scopes, challenge, redirectUri, clock.instant().plus(CODE_LASTS)));
        return code;
    }

    synchronized ObjectNode exchange(String code, String verifier, String redirectUri) throws Call.RefusedException {
        Code known = codes.remove(code);
        if (known == null
                || known.expires().isBefore(clock.instant())
                || !known.redirectUri().equals(redirectUri)
                || !known.challenge().equals(challenge(verifier))) {
            throw oauth(400, "invalid_request", "Value passed for the authorization code was invalid.");
        }
        return tokens(known.user(), known.scopes());
    }

    /** The old pair ends with this; used twice, a refresh token is an invalid grant. */
    synchronized ObjectNode refresh(String token) throws Call.RefusedException {
        Refresh known = refresh.remove(token);
        if (known == null) {
            throw revoked.contains(token)
                    ? oauth(400, "invalid_request", "Value passed for the token was invalid.")
                    : oauth(400, "invalid_grant", "The refresh token was used already.");
        }
        refreshes++;
        access.remove(known.access());
        return tokens(known.user(), known.scopes());
    }

    private ObjectNode tokens(User user, Set<String> scopes) {
        String first = secret("at");
        access.put(first, new Access(user, scopes, clock.instant().plusSeconds(accessLasts)));
        ObjectNode answer = Call.JSON
                .createObjectNode()
                .put("token_type", "bearer")
                .put("expires_in", accessLasts)
                .put("access_token", first)
                .put("scope", String.join(" ", scopes));
        if (scopes.contains("offline.access")) {
            String second = secret("rt");
            refresh.put(second, new Refresh(user, scopes, first));
            answer.put("refresh_token", second);
        }
        return answer;
    }

    /** The person takes the app's access back. */
    synchronized void revoke(String username) {
        refresh.entrySet().stream()
                .filter(each -> each.getValue().user().username().equals(username))
                .map(Map.Entry::getKey)
                .forEach(revoked::add);
        refresh.keySet().removeAll(revoked);
        access.values().removeIf(each -> each.user().username().equals(username));
        keys.values().removeIf(each -> each.user().username().equals(username));
    }

    /** Access tokens end now; refresh tokens stay. */
    synchronized void expire(String username) {
        access.values().removeIf(each -> each.user().username().equals(username));
    }

    synchronized @Nullable Access access(String token) {
        Access known = access.get(token);
        return known == null || known.expires().isBefore(clock.instant()) ? null : known;
    }

    synchronized @Nullable Keys keys(String consumerKey, String token) {
        return keys.get(consumerKey + " " + token);
    }

    static Set<String> allScopes() {
        return ALL_SCOPES;
    }

    static Set<String> scopes(String text) {
        return Set.copyOf(Arrays.asList(text.strip().split(" +")));
    }

    static Call.RefusedException oauth(int status, String error, String description) {
        return new Call.RefusedException(
                status, Call.JSON.createObjectNode().put("error", error).put("error_description", description));
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private String secret(String kind) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return "fake-" + kind + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
