package dev.chimera.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What came of a run, for a person: published, scheduled, waiting, rejected, failed, and what to do next. */
final class RunReport {

    /** With these a draft was judged, and no machine failed. */
    private static final Set<String> DRAFTS = Set.of("REJECTED", "DUPLICATE");

    private final Session session;
    private final Terminal terminal;
    private final Ink ink;
    private final boolean dryRun;
    private final List<String> files;

    RunReport(Session session, boolean dryRun, List<String> files) {
        this.session = session;
        this.terminal = session.terminal();
        this.ink = terminal.ink();
        this.dryRun = dryRun;
        this.files = files;
    }

    void print(JsonNode report) {
        for (JsonNode campaign : Json.list(report, "campaigns")) {
            String goal = DisplayText.oneLine(Json.text(campaign, "goal"));
            String agent = DisplayText.oneLine(Json.text(campaign, "agent"));
            String status = Json.text(campaign, "status");
            int room = Math.max(10, terminal.width() - DisplayText.width(agent) - status.length() - 4);
            terminal.print(ink.bold(agent) + "  " + DisplayText.clip(goal, room) + "  " + ink.status(status));
        }
        List<JsonNode> posts = Json.list(report, "posts");
        List<JsonNode> paid = Json.list(report, "payments");
        List<JsonNode> scheduled = Json.list(report, "scheduled");
        List<JsonNode> reviews = Json.list(report, "reviews");
        List<JsonNode> failed = failures(report);
        List<JsonNode> rejected = rejected(report);
        heading("Published", posts, ink.green("●"));
        each(posts, post -> PostCard.print(terminal, session.timing(), post));
        heading("Paid", paid, ink.green("●"));
        each(paid, payment -> PaymentCard.print(terminal, session.timing(), payment));
        heading(dryRun ? "Would be published" : "Scheduled", scheduled, ink.cyan("●"));
        each(scheduled, this::printScheduled);
        List<JsonNode> foretold = Json.list(report, "foretold");
        heading("Payments that would be ordered", foretold, ink.cyan("●"));
        each(foretold, payment -> PaymentCard.printForetold(terminal, payment));
        heading("Waits for a person", reviews, ink.yellow("●"));
        each(reviews, review -> ReviewCard.print(session, review));
        heading("Rejected, with another in its place", rejected, ink.dim("●"));
        rejected.forEach(draft -> printEnded(draft, ink::dim));
        List<JsonNode> unlisted = Json.list(report, "unlisted");
        heading("Ordered before, and no longer in the file", unlisted, ink.yellow("●"));
        each(unlisted, this::printUnlisted);
        List<JsonNode> causes = causes(failed);
        heading("Failed", causes, ink.red("●"));
        causes.forEach(cause -> printFailed(cause, failed));
        List<JsonNode> leftOut = Json.list(report, "left_out");
        heading("Left out of the sources", leftOut, ink.dim("●"));
        leftOut.forEach(this::printLeftOut);
        terminal.print("");
        terminal.print(next(posts.isEmpty() && paid.isEmpty(), scheduled, reviews, failed));
    }

    /** What failed, and is missing: a draft that was rejected is not, when another one is in its place. */
    static List<JsonNode> failures(JsonNode report) {
        return Json.list(report, "failed").stream()
                .filter(ended -> !Json.flag(ended, "replaced"))
                .toList();
    }

    /** The drafts; what waited for one of them has nothing to say of its own, nor has what was tried again with success. */
    private static List<JsonNode> rejected(JsonNode report) {
        return Json.list(report, "failed").stream()
                .filter(ended -> Json.flag(ended, "replaced") && DRAFTS.contains(Json.text(ended, "code")))
                .toList();
    }

    /** Those that failed by themselves, and those whose cause is not among them. */
    private static List<JsonNode> causes(List<JsonNode> failed) {
        return failed.stream()
                .filter(failure -> cause(failure, failed).equals(failure))
                .toList();
    }

    /** Where it began, as far as the report tells. */
    private static JsonNode cause(JsonNode failure, List<JsonNode> failed) {
        JsonNode cause = failure;
        for (int step = 0; step < failed.size(); step++) {
            String because = Json.text(cause, "because");
            Optional<JsonNode> before = because.isEmpty()
                    ? Optional.empty()
                    : failed.stream()
                            .filter(each -> Json.text(each, "task_id").equals(because))
                            .findFirst();
            if (before.isEmpty()) {
                return cause;
            }
            cause = before.get();
        }
        return cause;
    }

    /** File names as a shell takes them. */
    static String asTyped(List<String> files) {
        return files.stream()
                .map(file -> file.matches("[A-Za-z0-9_@%+=:,./-]+") ? file : "'" + file.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private void heading(String title, List<JsonNode> entries, String bullet) {
        if (!entries.isEmpty()) {
            terminal.print("");
            terminal.print(bullet + " " + ink.bold(title) + ink.dim(" (" + entries.size() + ")"));
            terminal.print("");
        }
    }

    private void each(List<JsonNode> entries, Consumer<JsonNode> printer) {
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                terminal.print("");
            }
            printer.accept(entries.get(i));
        }
    }

    private void printScheduled(JsonNode entry) {
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(entry, "agent"))) + "  "
                + session.timing().ahead(Json.text(entry, "ready_at")));
        PostCard.printText(terminal, Json.text(entry, "text"));
        String reason = DisplayText.oneLine(Json.text(entry, "reason"));
        if (!reason.isEmpty()) {
            terminal.print("    " + ink.yellow(reason));
        }
    }

    private void printFailed(JsonNode cause, List<JsonNode> failed) {
        printEnded(cause, ink::red);
        long followed = failed.stream()
                        .filter(each -> cause(each, failed).equals(cause))
                        .count()
                - 1;
        if (followed > 0) {
            terminal.print(
                    ink.dim("    and " + followed + (followed == 1 ? " task" : " tasks") + " that waited for it"));
        }
    }

    private void printUnlisted(JsonNode order) {
        String status = Json.text(order, "status");
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(order, "agent"))) + "  "
                + PaymentCard.amount(order) + "  " + ink.status(status));
        String command = session.surroundings().command();
        boolean over = status.equals("COMPLETED") || status.equals("FAILED");
        terminal.print(ink.dim("    " + command + (over ? " task " : " tasks cancel ") + Json.text(order, "task_id")));
    }

    private void printEnded(JsonNode task, UnaryOperator<String> colour) {
        terminal.print(
                "  " + colour.apply(Json.text(task, "code")) + "  " + DisplayText.oneLine(Json.text(task, "message")));
        terminal.print(ink.dim("    " + session.surroundings().command() + " task " + Json.text(task, "task_id")));
    }

    private void printLeftOut(JsonNode left) {
        String title = DisplayText.oneLine(Json.text(left, "item"));
        String text = DisplayText.oneLine(Json.text(left, "text"));
        String named = title.isEmpty() ? text : text.isEmpty() ? title : title + ": " + text;
        terminal.print(
                "  " + Json.text(left, "code") + "  " + DisplayText.clip(named, Math.max(40, terminal.width() - 24)));
        terminal.print(ink.dim("    " + DisplayText.oneLine(Json.text(left, "location")) + ": "
                + DisplayText.oneLine(Json.text(left, "message"))));
    }

    private String next(boolean nothingDone, List<JsonNode> scheduled, List<JsonNode> reviews, List<JsonNode> failed) {
        String command = session.surroundings().command();
        String run = command + " run " + asTyped(files);
        if (dryRun) {
            return "This was a dry run: nothing was published and nothing is kept. To publish: " + run;
        }
        if (!reviews.isEmpty()) {
            return "Next: decide with the commands above; then " + run + " goes on.";
        }
        if (!scheduled.isEmpty()) {
            String first = session.timing().ahead(Json.text(scheduled.getFirst(), "ready_at"));
            return "Next: the rest follows from " + first + ": run it again then, or stay with " + run + " --wait";
        }
        if (!failed.isEmpty()) {
            return "Next: see why with the command above, correct the file, and run it again.";
        }
        return nothingDone
                ? "Nothing was published: " + command + " tasks shows what was done."
                : "Done. " + command + " posts shows it again, " + command + " audit list how each decision was made.";
    }
}
