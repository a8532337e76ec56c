package dev.chimera.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "run",
        description = {
            "Work through campaign files to the end of what can be done now.",
            "Starts what it needs unless a server runs already. Running the same file again continues that campaign;"
                    + " nothing is posted twice."
        })
final class RunCommand implements Callable<Integer>, AnswersInJson {

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Campaign files (YAML).")
    private List<String> files = List.of();

    @Option(names = "--wait", description = "Stay until nothing is scheduled any more.")
    private boolean wait;

    @Option(
            names = "--dry-run",
            description = "Go up to the verdict and show what would be posted and when; publish nothing, keep nothing.")
    private boolean dryRun;

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
            campaigns.add(CampaignFile.read(file, session.surroundings().directory()));
        }
        List<String> ids = new ArrayList<>();
        try {
            session.working();
            for (CampaignFile campaign : campaigns) {
                String id = Json.text(send(campaign), "id");
                if (!ids.contains(id)) {
                    ids.add(id);
                }
            }
            JsonNode report = new RunWatch(session, ids, wait).watch();
            if (session.inJson()) {
                session.print(report);
            } else {
                new RunReport(session, dryRun, files).print(report);
            }
            return report.path("failed").isEmpty() ? ExitStatus.OK.code() : ExitStatus.FAILED.code();
        } catch (InterruptedException e) {
            String again = dryRun
                    ? "Stopped; the dry run leaves nothing behind."
                    : "Stopped; the campaign goes on when you run it again: "
                            + session.surroundings().command() + " run " + String.join(" ", files);
            session.terminal().note(again);
            throw e;
        } finally {
            if (dryRun) {
                removeAll(ids);
            }
        }
    }

    private JsonNode send(CampaignFile campaign) throws InterruptedException {
        try {
            return session.working().post(Resource.of("campaigns"), campaign.request(dryRun));
        } catch (CliFailure failure) {
            throw failure.code().equals(CliFailure.SERVER_UNREACHABLE) ? failure : failure.inFile(campaign.name());
        }
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
