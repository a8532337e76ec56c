package dev.chimera.bridge.x;

import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.RefusalCode;
import dev.chimera.bridge.UnreadableTimelineException;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Redaction;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Finds an agent's account in a state in which it can be used, and reads in its name. */
@Component
class AccountReader {

    private static final String ME = "GET /2/users/me";
    private static final int UNAUTHORIZED = 401;
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Whether an account can be used now. */
    sealed interface Ready {

        record Yes(XAccount account) implements Ready {}

        record No(Refusal refusal) implements Ready {}
    }

    private final XAccountStore accounts;
    private final AccessTokens tokens;
    private final RateLimitStore limits;
    private final XClient client;

    AccountReader(XAccountStore accounts, AccessTokens tokens, RateLimitStore limits, XClient client) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.limits = limits;
        this.client = client;
    }

    /** The account with a token that is good, and with X's word who it is; or what is in the way. */
    Ready ready(TenantId tenant, AgentId agent) {
        Optional<XAccount> found = accounts.find(tenant, agent);
        if (found.isEmpty()) {
            return new Ready.No(AccessTokens.reconnect("this agent has no account on X"));
        }
        try {
            Optional<Refusal> stale = tokens.ensureFresh(found.get());
            if (stale.isPresent()) {
                return new Ready.No(stale.get());
            }
            found.get().auth().names().forEach(name -> tokens.resolved(found.get(), name));
            return found.get().userId() == null ? identified(found.get()) : new Ready.Yes(found.get());
        } catch (ChimeraException e) {
            return new Ready.No(AccessTokens.unresolved(e));
        } catch (UnreadableTimelineException e) {
            return new Ready.No(e.refusal());
        }
    }

    private Ready identified(XAccount account) {
        XUser user = whoIs(account);
        try {
            accounts.identify(account, user);
        } catch (DuplicateKeyException _) {
            return new Ready.No(AccessTokens.reconnect("the account @" + user.username()
                    + " is another agent's, and two would take each other's posts for" + " their own"));
        }
        return accounts.find(account.tenant(), account.agent())
                .filter(now -> now.userId() != null)
                .<Ready>map(Ready.Yes::new)
                .orElseGet(() -> new Ready.No(AccessTokens.unavailable("the account was connected anew", SOON)));
    }

    /** Asks X who the account is. */
    private XUser whoIs(XAccount account) {
        return user(read(account, ME, XClient.ME));
    }

    static XUser user(XAnswer answer) {
        JsonNode data = answer.body().path("data");
        String id = data.path("id").asString("");
        if (!id.matches("[0-9]{1,19}")) {
            throw new UnreadableTimelineException(AccessTokens.unavailable("X does not say who the account is", SOON));
        }
        return new XUser(id, data.path("username").asString(id));
    }

    /**
     * Reads; again, once, when the token had to be replaced.
     *
     * @throws UnreadableTimelineException when nothing could be read
     */
    XAnswer read(XAccount account, String endpoint, String path) {
        XAnswer answer = exchange(account, endpoint, () -> client.get(account.tenant(), account.auth(), path));
        if (!answer.succeeded()) {
            throw new UnreadableTimelineException(AccessTokens.unavailable(
                    "X answered " + answer.status() + ": " + Redaction.of(answer.reason()), SOON));
        }
        return answer;
    }

    /** A request that may be made again when X did not take the token: never one that posts. */
    interface Request {
        XAnswer send() throws NotSentException;
    }

    /**
     * What X answers, unless it is that the token or the limit is used up.
     *
     * @throws UnreadableTimelineException when there is no answer, or none that counts
     */
    XAnswer exchange(XAccount account, String endpoint, Request request) {
        XAnswer answer = once(account, endpoint, request);
        if (answer.status() != UNAUTHORIZED) {
            return answer;
        }
        Refusal refusal = tokens.rejected(account);
        if (refusal.code() == RefusalCode.X_UNAVAILABLE) {
            answer = once(account, endpoint, request);
        }
        if (answer.status() == UNAUTHORIZED) {
            throw new UnreadableTimelineException(refusal);
        }
        return answer;
    }

    private XAnswer once(XAccount account, String endpoint, Request request) {
        Optional<Duration> wait = limits.take(account, endpoint);
        if (wait.isEmpty()) {
            XAnswer answer;
            try {
                answer = request.send();
            } catch (NotSentException e) {
                throw new UnreadableTimelineException(AccessTokens.unavailable(String.valueOf(e.getMessage()), SOON));
            } catch (LostAnswerException e) {
                throw new UnreadableTimelineException(AccessTokens.unavailable("X does not answer: " + e.why(), SOON));
            }
            wait = limits.learn(account, endpoint, answer);
            if (wait.isEmpty()) {
                return answer;
            }
        }
        throw new UnreadableTimelineException(
                new Refusal(RefusalCode.RATE_LIMITED, "X's limit for " + endpoint + " is used up", wait.get()));
    }
}
