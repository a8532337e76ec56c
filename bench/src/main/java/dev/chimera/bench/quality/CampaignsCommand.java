package dev.chimera.bench.quality;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code bench campaigns}: what becomes of campaigns that a person has read. */
@Command(
        name = "campaigns",
        mixinStandardHelpOptions = true,
        description = "Runs campaigns of which a person said what they carry, and says what came of each.")
public final class CampaignsCommand implements Callable<Integer> {

    /** Of the posts that a careful person would say the sources carry. */
    private static final double BAR = 0.95;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..*",
            description = "Folders of campaigns, each with an expected.yaml; by default those of the tests.")
    private List<Path> folders = List.of();

    @Option(names = "--show", description = "also print the posts, and what is said of those that did not come")
    private boolean show;

    @Override
    public Integer call() throws Exception {
        boolean held = true;
        StringBuilder totals = new StringBuilder("\n");
        List<Path> measured = folders.isEmpty() ? ours() : folders;
        System.err.println("starting PostgreSQL, Redis and the server ...");
        try (Desk desk = Desk.open()) {
            for (Path folder : measured) {
                held &= measure(desk, folder, totals);
            }
        }
        System.out.print(totals);
        return held ? 0 : 1;
    }

    private static List<Path> ours() {
        String project = System.getenv("CHIMERA_PROJECT");
        Path set = Path.of(project == null ? "." : project).resolve("bench/src/test/resources/campaigns");
        return List.of(set.resolve("tuned"), set.resolve("held-out"), set.resolve("strangers"));
    }

    private boolean measure(Desk desk, Path folder, StringBuilder totals) throws IOException, InterruptedException {
        List<Row> rows =
                desk.run(MeasuredCampaign.in(folder)).stream().map(Oracle::row).toList();
        System.out.print(table(String.valueOf(folder.getFileName()), rows));
        if (show) {
            rows.forEach(row -> System.out.print(details(row)));
        }
        totals.append(total(String.valueOf(folder.getFileName()), rows));
        return holds(rows);
    }

    /** A line for a whole folder. */
    static String total(String folder, List<Row> rows) {
        int carried = rows.stream().mapToInt(row -> row.campaign().posts()).sum();
        int came = rows.stream().mapToInt(Row::came).sum();
        return String.format(
                Locale.ROOT,
                "%s: %d campaigns, %d posts expected, %d came (%.1f %%), %d of them the expected ones and without fault"
                        + " (%.1f %%), %d findings of wrong, %d dropped without a line%n",
                folder,
                rows.size(),
                carried,
                came,
                100.0 * came / Math.max(1, carried),
                rows.stream().mapToInt(Row::expectedThatCame).sum(),
                100.0 * rows.stream().mapToInt(Row::expectedThatCame).sum() / Math.max(1, carried),
                rows.stream().mapToInt(row -> row.wrong().size()).sum(),
                rows.stream().mapToInt(Row::silent).sum());
    }

    /** Whether at least 95 in 100 came, none of them wrong, and every other one is named. */
    static boolean holds(List<Row> rows) {
        int carried = rows.stream().mapToInt(row -> row.campaign().posts()).sum();
        int came = rows.stream().mapToInt(Row::came).sum();
        return came >= BAR * carried
                && rows.stream().allMatch(row -> row.wrong().isEmpty() && row.silent() == 0);
    }

    static String table(String title, List<Row> rows) {
        StringBuilder table =
                new StringBuilder(line(title, "carried", "published", "a person", "missing", "silent", "wrong"));
        for (Row row : rows) {
            table.append(line(
                    row.campaign().name(),
                    row.campaign().posts(),
                    row.published(),
                    row.asked(),
                    row.missing(),
                    row.silent(),
                    row.wrong().size()));
        }
        int carried = rows.stream().mapToInt(row -> row.campaign().posts()).sum();
        int came = rows.stream().mapToInt(Row::came).sum();
        table.append(line(
                "all",
                carried,
                rows.stream().mapToInt(Row::published).sum(),
                rows.stream().mapToInt(Row::asked).sum(),
                carried - came,
                rows.stream().mapToInt(Row::silent).sum(),
                rows.stream().mapToInt(row -> row.wrong().size()).sum()));
        table.append(String.format(
                Locale.ROOT, "%d of %d posts came: %.1f %%%n%n", came, carried, 100.0 * came / Math.max(1, carried)));
        rows.stream()
                .flatMap(row -> row.wrong().stream().map(wrong -> row.campaign().name() + ": " + wrong))
                .forEach(wrong -> table.append("wrong: ").append(wrong).append('\n'));
        return table.toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-26s %8s %10s %9s %8s %7s %6s%n", cells);
    }

    static String details(Row row) {
        StringBuilder details = new StringBuilder("\n=== " + row.campaign().name() + "\n");
        row.out().forEach(text -> details.append("  ").append(text).append('\n'));
        for (String list : List.of("warnings", "failed", "left_out")) {
            for (JsonNode line : row.report().path(list)) {
                details.append("    ").append(list).append(' ').append(line).append('\n');
            }
        }
        row.report()
                .path("reviews")
                .forEach(review -> details.append("    asked ")
                        .append(review.path("why").asString(""))
                        .append('\n'));
        return details.toString();
    }
}
