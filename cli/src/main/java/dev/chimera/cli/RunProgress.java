package dev.chimera.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How far each stage is, on standard error: a block that is redrawn on a terminal, elsewhere one line per change.
 */
final class RunProgress implements AutoCloseable {

    private static final List<String> STAGES = List.of("RESEARCH", "CONTENT_GEN", "ENGAGEMENT");
    private static final int BAR = 24;

    private final Terminal terminal;
    private final Timing timing;
    private List<String> shown = List.of();

    private record Stage(String name, long done, long failed, long waiting, long total) {

        static Stage of(String name, JsonNode counts) {
            long total = 0;
            for (Map.Entry<String, JsonNode> count : counts.properties()) {
                total += count.getValue().asLong(0);
            }
            long failed = Json.number(counts, "FAILED");
            return new Stage(
                    name, Json.number(counts, "COMPLETED") + failed, failed, Json.number(counts, "REVIEW"), total);
        }
    }

    RunProgress(Terminal terminal, Timing timing) {
        this.terminal = terminal;
        this.timing = timing;
    }

    void show(JsonNode report) {
        List<Stage> stages = stages(report.path("progress"));
        List<String> lines = terminal.live() ? block(stages, report) : List.of(line(stages));
        if (lines.equals(shown)) {
            return;
        }
        erase();
        lines.forEach(terminal::note);
        shown = lines;
    }

    /** A line that stays, above the block. */
    void note(String line) {
        erase();
        terminal.note(line);
        shown = List.of();
    }

    /** The block goes: the report that follows says the same in full. */
    @Override
    public void close() {
        erase();
        shown = List.of();
    }

    private void erase() {
        if (terminal.live() && !shown.isEmpty()) {
            terminal.err().print("\u001b[" + shown.size() + "A\r\u001b[J");
            terminal.err().flush();
        }
    }

    private static List<Stage> stages(JsonNode progress) {
        Set<String> names = new LinkedHashSet<>(STAGES);
        names.addAll(progress.propertyNames());
        List<Stage> stages = new ArrayList<>();
        for (String name : names) {
            Stage stage = Stage.of(name, progress.path(name));
            if (STAGES.contains(name) || stage.total() > 0) {
                stages.add(stage);
            }
        }
        return stages;
    }

    private static String line(List<Stage> stages) {
        List<String> parts = new ArrayList<>();
        for (Stage stage : stages) {
            parts.add(stage.name() + " " + stage.done() + "/" + stage.total());
        }
        return String.join("  ", parts);
    }

    private List<String> block(List<Stage> stages, JsonNode report) {
        Ink ink = terminal.errInk();
        List<String> lines = new ArrayList<>();
        for (Stage stage : stages) {
            int filled = stage.total() == 0 ? 0 : (int) (BAR * stage.done() / stage.total());
            String bar = ink.green("━".repeat(filled)) + ink.dim("─".repeat(BAR - filled));
            String notes = (stage.waiting() > 0 ? ink.yellow("  " + stage.waiting() + " in review") : "")
                    + (stage.failed() > 0 ? ink.red("  " + stage.failed() + " failed") : "");
            lines.add(DisplayText.pad(stage.name(), 12) + bar + "  " + stage.done() + "/" + stage.total() + notes);
        }
        if (Json.flag(report, "settled") && !report.path("scheduled").isEmpty()) {
            String next = Json.text(report.path("scheduled").path(0), "ready_at");
            lines.add(ink.dim("next post " + timing.ahead(next)));
        }
        return lines;
    }
}
