package dev.chimera.fakes.x;

import com.sun.net.httpserver.HttpExchange;
import dev.chimera.fakes.FakeServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * X, as a stand-in. Arguments of the main class: the ledger's file.
 *
 * <p>In a test's own process it is {@link #start}; in one of its own it is {@code FakeProcess.start(FakeX.class, file)}.
 */
public final class FakeX implements AutoCloseable {

    static {
        // Or every answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** The longest that it says nothing: whoever waits has given up long before. */
    private static final long SILENCE_SECONDS = 60;

    private static final Pattern OF_USER = Pattern.compile("/2/users/([0-9]{1,19})/(tweets|mentions)");
    private static final Pattern OF_MEDIUM = Pattern.compile("/2/media/upload/([0-9]{1,19})/(append|finalize)");

    private final InstantSource clock = InstantSource.system();
    private final Contract contract;
    private final Accounts accounts = new Accounts(clock);
    private final Limits limits = new Limits(clock);
    private final Uploads uploads = new Uploads();
    private final SignedRequest signatures = new SignedRequest();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Posts posts;
    private final Control control;
    private final OAuthDoor oauth;
    private final FakeServer server;

    private FakeX(Path ledger) throws IOException {
        contract = Contract.load();
        posts = new Posts(Ledger.open(ledger), clock);
        control = new Control(accounts, posts, uploads, limits);
        oauth = new OAuthDoor(accounts, control);
        server = FakeServer.open("chimera-fake-x (X API " + contract.version() + ")", this::handle);
    }

    /** Listens on a free port of 127.0.0.1; {@code ledger} is appended to. */
    public static FakeX start(Path ledger) throws IOException {
        return new FakeX(ledger);
    }

    public static void main(String[] args) throws IOException {
        start(Path.of(args[0])).server.runUntilInputEnds();
    }

    public URI url() {
        return server.url();
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }

    /** What a call is about, as X's document names it; the id in the path, where there is one. */
    private record Target(String template, String id) {

        static Target of(String path) {
            for (Pattern pattern : List.of(OF_USER, OF_MEDIUM)) {
                var match = pattern.matcher(path);
                if (match.matches()) {
                    return new Target(
                            path.substring(0, match.start(1)) + "{id}" + path.substring(match.end(1)), match.group(1));
                }
            }
            return new Target(path, "");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Call call = Call.read(exchange);
        try {
            if (call.path().startsWith("/control/")) {
                call.answer(200, control.ask(call.path().substring("/control/".length()), call.json()));
                return;
            }
            if (call.path().equals("/2/oauth2/authorize")) {
                oauth.authorize(call);
                return;
            }
            answer(call, Target.of(call.path()));
        } catch (Call.RefusedException e) {
            call.answer(e.status(), e.problem());
        }
    }

    private void answer(Call call, Target target) throws IOException, Call.RefusedException {
        String endpoint = call.method() + " " + target.template();
        @Nullable Fault fault = control.next(endpoint);
        if (fault != null && !fault.acts()) {
            fail(call, fault);
            return;
        }
        JsonNode done = act(call, target, endpoint);
        if (fault == Fault.ACT_THEN_HOLD) {
            control.hold(SILENCE_SECONDS);
        } else if (fault != null) {
            fail(call, fault);
            return;
        }
        call.answer(endpoint.equals("POST /2/tweets") ? 201 : 200, done);
    }

    private void fail(Call call, Fault fault) throws IOException, Call.RefusedException {
        switch (fault) {
            case ACT_THEN_RESET, RESET -> {
                // The exchange is closed without a byte of an answer.
            }
            case ACT_THEN_SILENCE, SILENCE -> beSilent();
            case ACT_THEN_NONSENSE ->
                call.answer(200, Call.JSON.getNodeFactory().stringNode("<html>"));
            case ACT_THEN_HOLD -> throw new IllegalStateException("it is answered");
            case STATUS_429_SHORTLY -> {
                call.answerWith("retry-after", "2");
                throw Call.problem(fault.status(), "Too Many Requests", "A test asked for this answer.");
            }
            case ACT_THEN_500, ACT_THEN_504, STATUS_401, STATUS_402, STATUS_403, STATUS_429, STATUS_500, STATUS_503 ->
                throw Call.problem(fault.status(), "Asked for", "A test asked for this answer.");
        }
    }

    private void beSilent() {
        try {
            closed.await(SILENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode act(Call call, Target target, String endpoint) throws IOException, Call.RefusedException {
        if (endpoint.equals("POST /2/oauth2/token")) {
            return oauth.token(call);
        }
        String scope = switch (endpoint) {
            case "POST /2/tweets" -> "tweet.write";
            case "GET /2/users/{id}/tweets", "GET /2/users/{id}/mentions" -> "tweet.read";
            case "GET /2/users/me" -> "users.read";
            case "GET /2/media/upload",
                    "POST /2/media/upload/initialize",
                    "POST /2/media/upload/{id}/append",
                    "POST /2/media/upload/{id}/finalize" -> "media.write";
            default -> throw Call.problem(404, "Not Found", "The fake has no " + endpoint);
        };
        Accounts.User user = caller(call, scope);
        limits.spend(call, endpoint, user);
        List<String> wrong = contract.wrongWithQuery(call.method(), target.template(), call.query());
        if (wrong.isEmpty()
                && Set.of("POST /2/tweets", "POST /2/media/upload/initialize").contains(endpoint)) {
            wrong = contract.wrongWithBody(call.method(), target.template(), call.json());
        }
        if (!wrong.isEmpty()) {
            throw Call.invalid(String.join("; ", wrong));
        }
        return switch (endpoint) {
            case "POST /2/tweets" -> posts.create(user, call.json(), uploads);
            case "GET /2/users/{id}/tweets" -> posts.timeline(known(target.id()), call.query());
            case "GET /2/users/{id}/mentions" -> posts.mentionsOf(known(target.id()), call.query());
            case "GET /2/users/me" -> Call.JSON.createObjectNode().set("data", Posts.shown(user));
            case "GET /2/media/upload" -> uploads.look(user, call.query().getOrDefault("media_id", ""));
            case "POST /2/media/upload/initialize" -> uploads.initialize(user, call.json());
            case "POST /2/media/upload/{id}/append" -> uploads.append(user, target.id(), call, contract);
            case "POST /2/media/upload/{id}/finalize" -> uploads.finish(user, target.id());
            default -> throw new IllegalStateException("nothing does " + endpoint);
        };
    }

    private Accounts.User caller(Call call, String scope) throws Call.RefusedException {
        String authorization = call.header("Authorization");
        if (authorization.startsWith("OAuth ")) {
            Accounts.@Nullable User signer = signatures.signer(
                    call, url().toString(), accounts, clock.instant().getEpochSecond());
            if (signer != null) {
                return signer;
            }
        } else if (authorization.startsWith("Bearer ")) {
            Accounts.@Nullable Access access = accounts.access(authorization.substring("Bearer ".length()));
            if (access != null && !access.scopes().contains(scope)) {
                throw Call.problem(403, "Forbidden", "The token lacks the scope " + scope + ".");
            }
            if (access != null) {
                return access.user();
            }
        }
        throw Call.problem(401, "Unauthorized", "Unauthorized");
    }

    private Accounts.User known(String id) throws Call.RefusedException {
        Accounts.@Nullable User user = accounts.byId(id);
        if (user == null) {
            throw Call.problem(404, "Not Found", "There is no user " + id);
        }
        return user;
    }
}
