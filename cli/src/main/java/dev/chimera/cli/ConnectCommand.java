package dev.chimera.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "connect",
        description = "Connect an agent with its account outside.",
        subcommands = ConnectCommand.X.class)
final class ConnectCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw CliFailure.usage("chimera agents connect needs a network and an agent", "there is `connect x NAME`");
    }

    @Command(
            name = "x",
            description = {
                "Connect an agent with its account on X: shows an address, and waits for the browser to come back.",
                "With --access-token nothing is opened: it names a secret that holds a token."
            })
    static final class X extends ServerCommand {

        private static final int RANDOM_BYTES = 32;

        @Parameters(paramLabel = "NAME", description = "An agent's name.")
        private String name = "";

        @Option(
                names = "--access-token",
                paramLabel = "SECRET_NAME",
                description = "The name of a secret that holds an access token, such as env:MAYA_X_TOKEN.")
        private @Nullable String accessToken;

        @Option(
                names = "--access-token-secret",
                paramLabel = "SECRET_NAME",
                description = "With it, and the two below, OAuth 1.0a: the name of the token's secret.")
        private @Nullable String accessTokenSecret;

        @Option(names = "--consumer-key", paramLabel = "SECRET_NAME", description = "The name of the app's key.")
        private @Nullable String consumerKey;

        @Option(names = "--consumer-secret", paramLabel = "SECRET_NAME", description = "The name of the app's secret.")
        private @Nullable String consumerSecret;

        @Option(names = "--open", description = "Open the address in a browser, too.")
        private boolean open;

        @Option(
                names = "--callback-port",
                paramLabel = "PORT",
                defaultValue = "3117",
                description =
                        "Where X sends the browser back to: http://127.0.0.1:PORT/callback, an address that has to be"
                                + " registered for the app (default: ${DEFAULT-VALUE}).")
        private int callbackPort;

        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "300",
                description = "How long to wait for the browser (default: ${DEFAULT-VALUE}).")
        private int patience;

        private final SecureRandom random = new SecureRandom();

        X(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            if (accessTokenSecret != null || consumerKey != null || consumerSecret != null) {
                return post(connection(), oauth1());
            }
            return accessToken != null
                    ? post(connection(), Json.object().put("access_token", accessToken))
                    : throughBrowser();
        }

        private JsonNode oauth1() {
            if (accessToken == null || accessTokenSecret == null || consumerKey == null || consumerSecret == null) {
                throw CliFailure.usage(
                        "OAuth 1.0a needs four names",
                        "give --consumer-key, --consumer-secret, --access-token and --access-token-secret");
            }
            ObjectNode body = Json.object();
            body.putObject("oauth1")
                    .put("consumer_key", consumerKey)
                    .put("consumer_secret", consumerSecret)
                    .put("access_token", accessToken)
                    .put("access_token_secret", accessTokenSecret);
            return body;
        }

        /** The verifier stays here until the code has come back to this machine. */
        private JsonNode throughBrowser() throws InterruptedException {
            if (patience < 1 || callbackPort < 0 || callbackPort > 65_535) {
                throw CliFailure.usage("--patience is a number of seconds, and --callback-port a port", "see --help");
            }
            String state = secret();
            String verifier = secret();
            try (Callback callback = Callback.listen(callbackPort, state)) {
                String address = callback.address().toString();
                JsonNode authorization = post(
                        Resource.of("agents", name, "x", "authorization"),
                        Json.object()
                                .put("redirect_uri", address)
                                .put("state", state)
                                .put("code_challenge", challenge(verifier)));
                String url = Json.text(authorization, "url");
                session().terminal().note("Let the app in as the account that " + name + " posts with:");
                session().terminal().note(url);
                if (open) {
                    openInBrowser(url);
                }
                String code = callback.code(Duration.ofSeconds(patience));
                return post(
                        connection(),
                        Json.object()
                                .put("code", code)
                                .put("code_verifier", verifier)
                                .put("redirect_uri", address));
            }
        }

        private Resource connection() {
            return Resource.of("agents", name, "x", "connection");
        }

        private void openInBrowser(String url) {
            String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            List<String> command = system.contains("mac")
                    ? List.of("open", url)
                    : system.contains("win")
                            ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                            : List.of("xdg-open", url);
            try {
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                session().terminal().note("There is no browser to open it with: open it yourself.");
            }
        }

        private String secret() {
            byte[] bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        private static String challenge(String verifier) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(Json.text(answer, "agent") + " posts to X as @" + Json.text(answer, "username") + ".");
            terminal.note("It does so for campaign files that say `twitter: x`.");
        }
    }
}
