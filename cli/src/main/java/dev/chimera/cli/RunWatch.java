package dev.chimera.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows campaigns until nothing is left that can be done now, showing progress, and answers the last report.
 *
 * <p>A report that neither changes nor settles for {@link #STALLED_AFTER} is a failure: somebody has to look.
 */
final class RunWatch {

    static final Duration STALLED_AFTER = Duration.ofMinutes(2);

    /** After so long without a change somebody who watches is told why. */
    static final Duration ASKED_AFTER = Duration.ofMinutes(1);

    /** Where something has just changed, more soon will; where nothing has, half as much longer each time. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private static final Duration SLOWEST_LOOK = Duration.ofSeconds(2);

    /** How often a server that went away is looked for again or replaced. */
    private static final int RECONNECTS = 3;

    private final Session session;
    private final List<String> campaigns;
    private final boolean untilNothingIsScheduled;
    private final Set<String> warned = new HashSet<>();
    private int reconnects;

    RunWatch(Session session, List<String> campaigns, boolean untilNothingIsScheduled) {
        this.session = session;
        this.campaigns = campaigns;
        this.untilNothingIsScheduled = untilNothingIsScheduled;
    }

    JsonNode watch() throws InterruptedException {
        JsonNode last = null;
        Instant changed = now();
        boolean told = false;
        Duration pause = FIRST_LOOK;
        try (RunProgress progress = new RunProgress(session.terminal(), session.timing())) {
            while (true) {
                JsonNode report = report();
                if (report != null) {
                    warn(report, progress);
                    progress.show(report);
                    if (isOver(report)) {
                        return report;
                    }
                    pause = report.equals(last) ? longer(pause) : FIRST_LOOK;
                    if (!report.equals(last) || Json.flag(report, "settled")) {
                        last = report;
                        changed = now();
                        told = false;
                    }
                }
                if (!told && now().isAfter(changed.plus(ASKED_AFTER))) {
                    told = true;
                    progress.note(session.terminal().errInk().yellow("waiting: ") + whyNothingMoves());
                }
                if (now().isAfter(changed.plus(STALLED_AFTER))) {
                    throw stalled();
                }
                session.timing().pacer().pause(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(3).dividedBy(2);
        return longer.compareTo(SLOWEST_LOOK) < 0 ? longer : SLOWEST_LOOK;
    }

    private String whyNothingMoves() throws InterruptedException {
        String since = "nothing has moved for " + ASKED_AFTER.toSeconds() + " s: ";
        return since + reason();
    }

    /** Which role nobody runs, or which loop is down; the server knows of all processes. */
    private String reason() throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        try {
            JsonNode status = session.working().get(Resource.of("status"));
            for (String service : List.of("postgres", "redis")) {
                if (!Json.flag(status.path(service), "ok")) {
                    reasons.add(service + " is away");
                }
            }
            status.path("missing_roles").forEach(role -> reasons.add("no process runs the role " + role.asString("")));
            status.path("troubles").forEach(trouble -> reasons.add("the loop " + trouble.asString("")));
            status.path("alarms")
                    .forEach(alarm -> reasons.add("what is approved waits, because we are refused ("
                            + Json.text(alarm, "code") + "): " + Json.text(alarm, "hint")));
        } catch (CliFailure failure) {
            reasons.add(failure.problem());
        }
        return reasons.isEmpty()
                ? "every role runs and every loop is alive, so something takes long"
                : DisplayText.oneLine(String.join("; ", reasons));
    }

    private boolean isOver(JsonNode report) {
        boolean scheduled = !report.path("scheduled").isEmpty();
        return Json.flag(report, "settled") && !(untilNothingIsScheduled && scheduled);
    }

    /** The report, or null when the server was another command's and ended with it: the next look finds or starts one. */
    private @Nullable JsonNode report() throws InterruptedException {
        Resource resource = Resource.of("report");
        for (String campaign : campaigns) {
            resource = resource.with("campaign", campaign);
        }
        try {
            return session.working().get(resource);
        } catch (CliFailure failure) {
            boolean lost = failure.code().equals(CliFailure.SERVER_UNREACHABLE);
            if (lost && reconnects++ < RECONNECTS && session.forgetLostServer()) {
                return null;
            }
            throw failure;
        }
    }

    private void warn(JsonNode report, RunProgress progress) {
        for (JsonNode warning : report.path("warnings")) {
            String line = DisplayText.oneLine(Json.text(warning, "code") + ": " + Json.text(warning, "message"));
            if (warned.add(line)) {
                progress.note(session.terminal().errInk().yellow("warning: ") + line);
            }
        }
    }

    private CliFailure stalled() throws InterruptedException {
        String command = session.surroundings().command();
        return new CliFailure(
                ExitStatus.FAILED,
                "STALLED",
                "nothing has happened for " + STALLED_AFTER.toSeconds() + " s, and the campaign is not at its end: "
                        + reason(),
                "see `" + command + " status` (which roles run?), `" + command + " tasks`"
                        + (session.isRemote() ? "" : " and " + session.local().log()));
    }

    private Instant now() {
        return session.timing().clock().instant();
    }
}
