package dev.chimera.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "run",
        description = {
            "From campaign files to posts: all that can be done now.",
            "Starts what it needs unless a server runs already. Running the same file again continues that campaign;"
                    + " nothing is posted twice."
        })
final class RunCommand implements Callable<Integer>, AnswersInJson {

    /** How long an interrupted run waits for the id of a campaign that is just being made. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(10);

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Campaign files (YAML).")
    private List<String> files = List.of();

    @Option(names = "--wait", description = "Stay until nothing is scheduled any more.")
    private boolean wait;

    @Option(
            names = "--dry-run",
            description = "Go up to the verdict and show what would be posted and when; publish nothing, keep nothing.")
    private boolean dryRun;

    @Option(
            names = "--allow-outside",
            description =
                    "Let the campaign files name files outside of their own folders; only for files that you trust.")
    private boolean allowOutside;

    @Option(
            names = "--goal-changed",
            paramLabel = "same|new",
            description =
                    "What a file with a changed goal is: the same campaign, or another. Without it you are asked.")
    private GoalChanged goalChanged = GoalChanged.ASK;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (wait && dryRun) {
            throw CliFailure.usage("--wait and --dry-run exclude each other", "leave one of them out");
        }
        List<CampaignFile> campaigns = new ArrayList<>();
        for (String file : files) {
            campaigns.add(CampaignFile.read(file, session.surroundings().directory(), allowOutside));
        }
        List<String> ids = new ArrayList<>();
        ArrayNode foretold = JsonNodeFactory.instance.arrayNode();
        try {
            ApiClient server = session.working();
            for (CampaignFile campaign : campaigns) {
                JsonNode taken = send(campaign, server, ids);
                Json.list(taken, "notices").forEach(this::note);
                foretold.addAll(foretold(taken));
            }
            ObjectNode report = (ObjectNode) new RunWatch(session, ids, wait).watch();
            if (!foretold.isEmpty()) {
                report.set("foretold", foretold);
            }
            if (session.inJson()) {
                session.print(report);
            } else {
                new RunReport(session, dryRun, files).print(report);
            }
            return RunReport.failures(report).isEmpty() ? ExitStatus.OK.code() : ExitStatus.FAILED.code();
        } catch (InterruptedException e) {
            String again = dryRun
                    ? "Stopped; the dry run leaves nothing behind."
                    : "Stopped; the campaign goes on when you run it again: "
                            + session.surroundings().command() + " run " + RunReport.asTyped(files);
            session.terminal().note(again);
            throw e;
        } finally {
            if (dryRun) {
                removeAll(ids);
            }
        }
    }

    /** Asks where only a person can say whether it is the same campaign; a script is refused, and says it by an option. */
    private JsonNode send(CampaignFile campaign, ApiClient server, List<String> ids) throws InterruptedException {
        try {
            return send(campaign, goalChanged, server, ids);
        } catch (CliFailure failure) {
            if (!failure.code().equals(GoalChanged.CODE) || session.inJson()) {
                throw failure;
            }
            Optional<GoalChanged> answer = GoalChanged.ask(session, failure);
            if (answer.isEmpty()) {
                throw failure;
            }
            return send(campaign, answer.get(), server, ids);
        }
    }

    /** Adds the campaign's id also when this thread is interrupted meanwhile: without it a dry run could not be removed. */
    private JsonNode send(CampaignFile campaign, GoalChanged changed, ApiClient server, List<String> ids)
            throws InterruptedException {
        FutureTask<JsonNode> answer =
                new FutureTask<>(() -> server.post(Resource.of("campaigns"), changed.in(campaign.request(dryRun))));
        Thread.startVirtualThread(answer);
        try {
            return add(answer.get(), ids);
        } catch (InterruptedException e) {
            try {
                add(answer.get(LAST_ANSWER.toSeconds(), TimeUnit.SECONDS), ids);
            } catch (ExecutionException | TimeoutException late) {
                e.addSuppressed(late);
            }
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CliFailure failure) {
                throw failure.code().equals(CliFailure.SERVER_UNREACHABLE) ? failure : failure.inFile(campaign.name());
            }
            throw new IllegalStateException(e);
        }
    }

    private void note(JsonNode notice) {
        session.terminal()
                .note(session.terminal().errInk().yellow("warning: ")
                        + DisplayText.oneLine(Json.text(notice, "code") + ": " + Json.text(notice, "message")));
    }

    private static JsonNode add(JsonNode created, List<String> ids) {
        String id = Json.text(created, "id");
        if (!ids.contains(id)) {
            ids.add(id);
        }
        return created;
    }

    /** What would become of the payments of a dry run, each with its agent. */
    private static List<ObjectNode> foretold(JsonNode created) {
        return Json.list(created, "payments").stream()
                .map(payment -> ((ObjectNode) payment.deepCopy()).put("agent", Json.text(created, "agent")))
                .toList();
    }

    /** A dry run keeps nothing, whatever happened: also when this thread has been interrupted. */
    private void removeAll(List<String> ids) {
        boolean interrupted = Thread.interrupted();
        for (String id : ids) {
            try {
                session.working().delete(Resource.of("campaigns", id));
            } catch (CliFailure failure) {
                session.terminal().note("The dry run's campaign " + id + " is still there: " + failure.problem() + ".");
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
