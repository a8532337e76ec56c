package dev.chimera.bridge.x;

import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.RefusalCode;
import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.Secret;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Keeps the tokens of accounts fresh: one process refreshes, the others wait for what it stores.
 *
 * <p>X takes a refresh token once and answers with the next. The intent to refresh stands in the database before X is asked
 * (the lease), and what X gives is kept first of all: in this process, and as one secret beside the tokens, before the
 * database is asked anything that could fail. From there it goes into its places, as soon as the database says that nobody
 * has connected the account anew; a process that finds it there later goes on with it. Only a crash between X's answer and
 * that, or an answer that never came, can't be made good: then X refuses the old token, and the person who has to connect
 * again is told what happened.
 */
@Component
class AccessTokens {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int TRIES_TO_STORE = 5;
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(30);

    /** A person has to do something; whether somebody has is looked at this often. */
    private static final Duration WAIT_FOR_A_PERSON = Duration.ofMinutes(5);

    private final XAccountStore accounts;
    private final TokenEndpoint endpoint;
    private final Secrets secrets;
    private final XProperties properties;
    private final InstantSource clock;

    private static final String ANSWER_WAS_LOST =
            "an earlier refresh of the tokens had no answer (X was silent, or the process died over it), X has taken the"
                    + " refresh token, and what it gave for it is lost";

    /** New tokens that could not be stored yet, by agent: nobody else has them, and X has forgotten the old ones. */
    private final Map<UUID, Unstored> unstored = new ConcurrentHashMap<>();

    /** The version of the tokens that this process has seen last, by agent: another one may be cached under the name. */
    private final Map<UUID, Long> seen = new ConcurrentHashMap<>();

    AccessTokens(
            XAccountStore accounts,
            TokenEndpoint endpoint,
            Secrets secrets,
            XProperties properties,
            InstantSource clock) {
        this.accounts = accounts;
        this.endpoint = endpoint;
        this.secrets = secrets;
        this.properties = properties;
        this.clock = clock;
    }

    /** What came of one attempt to refresh. */
    private sealed interface Attempt {

        record Done() implements Attempt {}

        /** Somebody else has new tokens, and has told the database, or will. */
        record Overtaken() implements Attempt {}

        record Failed(Refusal refusal) implements Attempt {}
    }

    /** What has to be said before anything is sent; empty when the account's token is good. */
    Optional<Refusal> ensureFresh(XAccount account) {
        if (!(account.auth() instanceof XAuth.OAuth2 auth)) {
            return Optional.empty();
        }
        Unstored mine = unstored.get(account.agent().value());
        if (mine != null && mine.version() == account.tokenVersion()) {
            return stored(account, auth, mine);
        }
        long deadline = System.nanoTime() + properties.refreshWait().toNanos();
        XAccount now = account;
        while (!now.fresh() && !now.reconnectNeeded()) {
            UUID owner = UUID.randomUUID();
            if (accounts.takeLease(now, owner, properties.refreshLease())) {
                switch (refresh(now, auth, owner)) {
                    case Attempt.Done _ -> {
                        return Optional.empty();
                    }
                    case Attempt.Failed(Refusal refusal) -> {
                        return Optional.of(refusal);
                    }
                    case Attempt.Overtaken _ -> LOG.info("agent {} has newer tokens by now", now.agent());
                }
            }
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
                return Optional.of(unavailable("another process refreshes the tokens of this account", SOON));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            Optional<XAccount> found = accounts.find(now.tenant(), now.agent());
            if (found.isEmpty() || !found.get().auth().equals(auth)) {
                return Optional.of(unavailable("the account was connected anew", SOON));
            }
            now = found.get();
        }
        if (now.reconnectNeeded()) {
            return Optional.of(reconnect(
                    accounts.hasLostAnswer(now)
                            ? ANSWER_WAS_LOST
                            : "X does not take the refresh token of this account any more"));
        }
        noticeVersion(now, auth);
        return Optional.empty();
    }

    /** Keeps tokens that were obtained just now, the one that can't be obtained again first. */
    void keep(XAuth.OAuth2 auth, Grant.Given given) {
        String refresh = given.refresh();
        if (refresh != null) {
            store(auth.refresh(), refresh);
        }
        store(auth.access(), given.access());
    }

    /** Why X does not take an access token, and what follows from it; nothing was posted. */
    Refusal rejected(XAccount account) {
        return switch (account.auth()) {
            case XAuth.OAuth2 _ -> {
                if (!accounts.expireAccess(account)) {
                    yield unavailable("X does not take an access token that is less than a minute old", LATER);
                }
                yield accounts.find(account.tenant(), account.agent())
                        .flatMap(this::ensureFresh)
                        .orElseGet(() -> unavailable(
                                "X did not take the access token, which is refreshed now", Duration.ofSeconds(1)));
            }
            case XAuth.AccessToken(SecretName name) ->
                hasChanged(account, name)
                        ? unavailable("X did not take the access token, and there is a new one", Duration.ofSeconds(1))
                        : reconnect("X does not take the access token " + name);
            case XAuth.OAuth1 auth ->
                auth.names().stream().map(name -> hasChanged(account, name)).reduce(false, Boolean::logicalOr)
                        ? unavailable("X did not take the signature, and there is a new key", Duration.ofSeconds(1))
                        : reconnect("X does not take the keys " + auth.consumerKey() + " and " + auth.access());
        };
    }

    private boolean hasChanged(XAccount account, SecretName name) {
        Secret before = resolved(account, name);
        secrets.forget(name);
        return !resolved(account, name).equals(before);
    }

    /** What we obtained ourselves has a name of ours; any other is the tenant's. */
    Secret resolved(XAccount account, SecretName name) {
        return account.auth() instanceof XAuth.OAuth2
                ? secrets.resolveOwn(name)
                : secrets.resolve(account.tenant().value(), name);
    }

    private Attempt refresh(XAccount account, XAuth.OAuth2 auth, UUID owner) {
        boolean settled = false;
        try {
            secrets.forget(auth.refresh());
            Optional<Unstored> kept = kept(account);
            Grant grant = kept.isPresent()
                    ? kept.get().at(clock.instant())
                    : endpoint.refresh(resolved(account, auth.refresh()));
            if (grant instanceof Grant.Given given) {
                // Before anything else: whatever fails from here on, the tokens are somewhere.
                keepBeside(account, given);
            }
            Attempt attempt = conclude(account, auth, owner, grant);
            // Whoever has tokens that are not stored keeps the lease: another attempt with the old one would be
            // refused.
            settled = attempt instanceof Attempt.Done
                    || unstored.containsKey(account.agent().value());
            return attempt;
        } catch (ChimeraException e) {
            return new Attempt.Failed(unresolved(e));
        } catch (DataAccessException e) {
            settled = unstored.containsKey(account.agent().value());
            return new Attempt.Failed(databaseAway(account, e));
        } finally {
            if (!settled) {
                giveUpLease(account, owner);
            }
        }
    }

    private void giveUpLease(XAccount account, UUID owner) {
        try {
            accounts.releaseLease(account, owner);
        } catch (DataAccessException e) {
            LOG.warn("the lease of agent {}'s tokens ends by itself: {}", account.agent(), e.toString());
        }
    }

    private static Refusal databaseAway(XAccount account, DataAccessException e) {
        LOG.error("the tokens of agent {} are kept until the database is back: {}", account.agent(), e.toString());
        return unavailable("the database went away while the tokens were refreshed; they are kept", LATER);
    }

    /** Of a process that died, or lost its database, after X had given it new tokens. */
    private Optional<Unstored> kept(XAccount account) {
        SecretName name = besides(account);
        secrets.forget(name);
        try {
            return Unstored.read(secrets.resolveOwn(name), name)
                    .filter(kept -> kept.version() == account.tokenVersion());
        } catch (ChimeraException e) {
            if (e.kind() == ChimeraException.Kind.UNAVAILABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** In this process in any case, and where the tokens are kept, as soon as that can be had. */
    private void keepBeside(XAccount account, Grant.Given given) {
        Unstored fresh = new Unstored(account.tokenVersion(), given, clock.instant());
        unstored.put(account.agent().value(), fresh);
        try {
            store(besides(account), fresh.written());
        } catch (ChimeraException e) {
            LOG.error("new tokens of agent {} are held in memory only: {}", account.agent(), e.getMessage());
        }
    }

    private SecretName besides(XAccount account) {
        return properties.tokenName(account.agent().value(), "unstored");
    }

    /** Keeps what X gave in this process until it is stored; empty when it is. */
    private Optional<Refusal> stored(XAccount account, XAuth.OAuth2 auth, Unstored fresh) {
        Grant.Given given = fresh.at(clock.instant());
        try {
            keep(auth, given);
            accounts.refreshed(account, given.expiresIn());
        } catch (ChimeraException e) {
            LOG.error(
                    "new tokens of agent {} can't be stored, and are tried again: {}", account.agent(), e.getMessage());
            return Optional.of(
                    unavailable("the new tokens can't be stored: " + e.failure().message(), LATER));
        } catch (DataAccessException e) {
            return Optional.of(databaseAway(account, e));
        }
        unstored.remove(account.agent().value());
        return Optional.empty();
    }

    private Attempt conclude(XAccount account, XAuth.OAuth2 auth, UUID owner, Grant grant) {
        return switch (grant) {
            case Grant.Given given -> {
                // Whoever was stopped for so long that a person connected the account anew must not undo that.
                if (accounts.find(account.tenant(), account.agent())
                        .filter(now -> now.tokenVersion() == account.tokenVersion())
                        .isEmpty()) {
                    unstored.remove(account.agent().value());
                    yield new Attempt.Overtaken();
                }
                yield stored(account, auth, new Unstored(account.tokenVersion(), given, clock.instant()))
                        .<Attempt>map(Attempt.Failed::new)
                        .orElseGet(Attempt.Done::new);
            }
            case Grant.Invalid invalid -> {
                if (hasChanged(account, auth.refresh())) {
                    yield new Attempt.Overtaken();
                }
                boolean answerWasLost = accounts.hasLostAnswer(account);
                accounts.needsReconnecting(account, owner);
                yield new Attempt.Failed(reconnect(
                        answerWasLost
                                ? ANSWER_WAS_LOST + " (" + invalid.why() + ")"
                                : "X does not take the refresh token any more (" + invalid.why() + ")"));
            }
            case Grant.Refused refused ->
                new Attempt.Failed(unavailable("X refuses to refresh the tokens: " + refused.why(), LATER));
            case Grant.NotAsked notAsked ->
                new Attempt.Failed(unavailable("the tokens can't be refreshed: " + notAsked.why(), LATER));
            case Grant.Unknown unknown -> {
                LOG.warn(
                        "whether X has taken the refresh token of agent {} is not known: {}",
                        account.agent(),
                        unknown.why());
                accounts.loseAnswer(account, owner);
                yield new Attempt.Failed(unavailable(
                        "whether X has taken the refresh token is not known, and it is tried again: " + unknown.why(),
                        LATER));
            }
        };
    }

    /** X has forgotten the old token by now, so giving up at the first failure would lose the account. */
    private void store(SecretName name, String value) {
        // From here on the value is known as a secret, in whatever may be written about it.
        Secret secret = new Secret(name, value);
        for (int tries = 1; ; tries++) {
            try {
                secrets.store(name, secret.reveal());
                return;
            } catch (ChimeraException e) {
                if (tries == TRIES_TO_STORE || e.kind() != ChimeraException.Kind.UNAVAILABLE) {
                    throw e;
                }
                LOG.warn("a new token can't be stored yet: {}", e.getMessage());
                LockSupport.parkNanos(LOOK_AGAIN_NANOS << tries);
            }
        }
    }

    private void noticeVersion(XAccount account, XAuth.OAuth2 auth) {
        Long before = seen.put(account.agent().value(), account.tokenVersion());
        if (before == null || before != account.tokenVersion()) {
            secrets.forget(auth.access());
        }
    }

    /** A secret that is missing is for a person; a store that is away is not. */
    static Refusal unresolved(ChimeraException e) {
        String why = e.failure().message();
        return e.kind() == ChimeraException.Kind.UNAVAILABLE ? unavailable(why, LATER) : reconnect(why);
    }

    static Refusal unavailable(String why, Duration retryAfter) {
        return new Refusal(RefusalCode.X_UNAVAILABLE, why, retryAfter);
    }

    static Refusal reconnect(String why) {
        return new Refusal(
                RefusalCode.X_RECONNECT_NEEDED,
                why + "; posts wait until somebody connects it: chimera agents connect x NAME",
                WAIT_FOR_A_PERSON);
    }
}
