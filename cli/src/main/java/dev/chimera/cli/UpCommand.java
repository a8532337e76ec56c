package dev.chimera.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "up",
        description = {
            "Run a server in the foreground until Ctrl-C or SIGTERM.",
            "With --json its log goes to server.log in the home, and once it answers, one document says where it is."
        })
final class UpCommand implements Callable<Integer>, AnswersInJson {

    private static final List<String> ROLES = List.of("planner", "worker", "judge", "effect", "bridge", "api");
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Session session;

    @Option(names = "--port", paramLabel = "PORT", description = "The HTTP port, 8080 by default; 0 takes a free one.")
    private int port = 8080;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address to listen on, 127.0.0.1 by default.")
    private String host = "127.0.0.1";

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            description = "Which parts run here, all by default: planner,worker,judge,effect,bridge,api.")
    private List<String> roles = ROLES;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = arguments();
        Optional<ServerFile> running = session.local().running();
        if (running.isPresent()) {
            throw CliFailure.badInput(
                    "HOME_LOCKED",
                    "a server runs already on " + session.local().home() + ", at "
                            + running.get().httpUrl(),
                    "use that one, or set CHIMERA_HOME to another folder");
        }
        return session.inJson() ? inBackground(arguments) : inForeground(arguments);
    }

    private int inForeground(List<String> arguments) throws InterruptedException {
        ServerProcess server = session.own(session.local().startInForeground(arguments));
        boolean announced = false;
        while (server.isAlive()) {
            Optional<ServerFile> ready =
                    announced ? Optional.empty() : session.local().running();
            if (ready.isPresent()) {
                announced = true;
                session.terminal().note("Chimera is up at " + ready.get().httpUrl() + "; Ctrl-C stops it.");
            }
            session.timing().pacer().pause(LOOK_EVERY);
        }
        return server.waitFor();
    }

    private int inBackground(List<String> arguments) throws InterruptedException {
        ServerProcess server = session.own(session.local().startInBackground(arguments));
        JsonNode environment;
        try (Spinner spinner = new Spinner(session.terminal(), "starting ...")) {
            ServerFile answering = session.local().await(server, spinner);
            if (!server.isAlive()) {
                throw server.startFailure(session.local().log());
            }
            environment = answering.places().document();
        }
        session.print(environment);
        return server.waitFor();
    }

    private List<String> arguments() {
        if (port < 0 || port > 65535) {
            throw CliFailure.usage("--port is " + port, "give a number from 0 to 65535");
        }
        for (String role : roles) {
            if (!ROLES.contains(role)) {
                String hint = Nearest.to(role, ROLES)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("the roles are " + String.join(", ", ROLES));
                throw CliFailure.usage("there is no role '" + role + "'", hint);
            }
        }
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=" + port);
        arguments.add("--server.address=" + host);
        arguments.add("--chimera.roles=" + String.join(",", roles));
        return arguments;
    }
}
