package dev.chimera.bridge.x;

import dev.chimera.campaign.XSettings;
import dev.chimera.campaign.XSettingsGiven;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.failure.Redaction;
import dev.chimera.persona.Agent;
import dev.chimera.persona.AgentName;
import dev.chimera.persona.AgentStore;
import dev.chimera.tenant.Caller;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Connects an agent with its account on X: with a code that a person obtained, or with names of secrets. */
@Component
class XConnections {

    private static final String SCOPES = "tweet.read tweet.write users.read offline.access media.write";
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{22,200}");
    private static final Pattern CODE = Pattern.compile("[\\p{Graph}]{1,2000}");
    private static final int LONGEST_URI = 500;

    private final AgentStore agents;
    private final XAccountStore accounts;
    private final TokenEndpoint endpoint;
    private final AccessTokens tokens;
    private final XClient client;
    private final XProperties properties;

    XConnections(
            AgentStore agents,
            XAccountStore accounts,
            TokenEndpoint endpoint,
            AccessTokens tokens,
            XClient client,
            XProperties properties) {
        this.agents = agents;
        this.accounts = accounts;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.client = client;
        this.properties = properties;
    }

    /** A request with an answer, or none. */
    private interface Question {
        XAnswer ask() throws NotSentException;
    }

    /**
     * Where a person lets our app in. State and verifier are the caller's: whoever receives the callback checks the one
     * and keeps the other.
     *
     * @param redirectUri on the loopback of the person's machine
     */
    URI authorization(Caller.Person caller, String agent, String redirectUri, String state, String challenge) {
        found(caller, agent);
        check(CHALLENGE.matcher(challenge).matches(), "code_challenge is not the SHA-256 of a verifier, in Base64url");
        check(STATE.matcher(state).matches(), "state is not a random text of 22 characters and more");
        check(isLoopback(redirectUri), "redirect_uri is no http address on loopback");
        return URI.create(properties.authorize() + "?response_type=code&client_id=" + encode(endpoint.clientId())
                + "&redirect_uri=" + encode(redirectUri) + "&scope=" + encode(SCOPES) + "&state=" + encode(state)
                + "&code_challenge=" + challenge + "&code_challenge_method=S256");
    }

    /** Exchanges the code, and keeps what X gives for it. */
    XAccount exchange(Caller.Person caller, String name, String code, String verifier, String redirectUri) {
        Agent agent = found(caller, name);
        check(CODE.matcher(code).matches(), "code is not what X sends to the callback");
        check(VERIFIER.matcher(verifier).matches(), "code_verifier is not one of PKCE");
        check(isLoopback(redirectUri), "redirect_uri is no http address on loopback");
        Grant.Given given = granted(endpoint.exchange(code, verifier, redirectUri));
        if (given.refresh() == null) {
            throw refused("X gave no refresh token, so the account would be lost after two hours");
        }
        XUser user = asked(() -> client.me(given.access()));
        requireFree(caller, agent, user);
        XAuth.OAuth2 auth = new XAuth.OAuth2(
                properties.tokenName(agent.id().value(), "access"),
                properties.tokenName(agent.id().value(), "refresh"));
        accounts.suspend(agent.tenant(), agent.id());
        tokens.keep(auth, given);
        return connected(() -> accounts.connect(caller, agent.id(), auth, user, given.expiresIn()), agent);
    }

    /** For whoever holds a token, or the four secrets of OAuth 1.0a: X is asked at once whether they open an account. */
    XAccount connect(Caller.Person caller, String name, XAuth auth) {
        Agent agent = found(caller, name);
        XUser user = asked(() -> client.get(agent.tenant(), auth, XClient.ME));
        requireFree(caller, agent, user);
        return connected(() -> accounts.connect(caller, agent.id(), auth, user, null), agent);
    }

    XAccount show(Caller.Person caller, String name) {
        Agent agent = found(caller, name);
        return accounts.find(agent.tenant(), agent.id())
                .orElseThrow(() -> ChimeraException.notFound(
                        "X_NOT_CONNECTED",
                        "the agent " + agent.name() + " has no account on X",
                        "connect one: chimera agents connect x '" + agent.name() + "'"));
    }

    /** What a campaign file says, in the transaction that takes the file; X is asked when the first post is sent. */
    @EventListener
    void take(XSettingsGiven given) {
        XSettings settings = given.settings();
        if (settings.twitter() != null) {
            accounts.choose(given.caller(), given.agent(), settings.twitter());
        }
        XAuth auth = auth(settings.credentials());
        if (auth != null) {
            accounts.connect(given.caller(), given.agent(), auth, null, null);
        }
    }

    private static @Nullable XAuth auth(XSettings.@Nullable Credentials credentials) {
        return switch (credentials) {
            case null -> null;
            case XSettings.AccessToken one -> new XAuth.AccessToken(one.accessToken());
            case XSettings.OAuth1 four ->
                new XAuth.OAuth1(
                        four.consumerKey(), four.consumerSecret(), four.accessToken(), four.accessTokenSecret());
        };
    }

    private Agent found(Caller.Person caller, String name) {
        return agents.find(caller.tenant(), new AgentName(name))
                .filter(agent -> !agent.rehearsal())
                .orElseThrow(() -> ChimeraException.notFound(
                        "AGENT_NOT_FOUND",
                        "there is no agent called '" + name + "'",
                        "run its campaign file first; chimera agents lists those that are there"));
    }

    private static Grant.Given granted(Grant grant) {
        return switch (grant) {
            case Grant.Given given -> given;
            case Grant.Invalid invalid ->
                throw refused("X does not take the code: it lasts half a minute, and once (" + invalid.why() + ")");
            case Grant.Refused refused -> throw refused("X refuses our app: " + refused.why());
            case Grant.NotAsked notAsked -> throw away(notAsked.why());
            case Grant.Unknown unknown -> throw away(unknown.why());
        };
    }

    private static XUser asked(Question question) {
        XAnswer answer;
        try {
            answer = question.ask();
        } catch (NotSentException e) {
            throw away(String.valueOf(e.getMessage()));
        } catch (LostAnswerException e) {
            throw away(e.why());
        }
        String id = answer.body().path("data").path("id").asString("");
        if (answer.succeeded() && id.matches("[0-9]{1,19}")) {
            return new XUser(id, answer.body().path("data").path("username").asString(id));
        }
        String why = "X answered " + answer.status() + ": " + Redaction.of(answer.reason());
        throw answer.status() == 401 || answer.status() == 403
                ? refused("X does not take the token: " + why)
                : away(why);
    }

    private void requireFree(Caller.Person caller, Agent agent, XUser user) {
        if (accounts.isTaken(caller.tenant(), agent.id(), user)) {
            throw taken(user.username());
        }
    }

    private XAccount connected(Runnable connecting, Agent agent) {
        try {
            connecting.run();
        } catch (DuplicateKeyException _) {
            throw taken("it");
        }
        return accounts.find(agent.tenant(), agent.id()).orElseThrow();
    }

    private static boolean isLoopback(String redirectUri) {
        if (redirectUri.length() > LONGEST_URI) {
            return false;
        }
        try {
            URI uri = URI.create(redirectUri);
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && List.of("127.0.0.1", "localhost", "[::1]").contains(uri.getHost());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw ChimeraException.badInput("INVALID_CONNECTION", otherwise, "use chimera agents connect x NAME");
        }
    }

    private static ChimeraException refused(String why) {
        return ChimeraException.badInput("X_REFUSED", why, "connect again: chimera agents connect x NAME");
    }

    private static ChimeraException away(String why) {
        return new ChimeraException(
                ChimeraException.Kind.UNAVAILABLE, new Failure("X_UNAVAILABLE", why, "try again in a moment"));
    }

    private static ChimeraException taken(String username) {
        return ChimeraException.conflict(
                "X_ACCOUNT_TAKEN",
                "@" + username
                        + " is another agent's account, and two agents would take each other's posts for their own",
                "give each agent an account of its own");
    }

    private static String encode(String text) {
        return OAuth1Signature.encode(text);
    }
}
