package dev.chimera.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The look of {@code --help}: at the top the commands in groups, elsewhere headings and room. */
final class HelpLayout {

    private static final Map<String, List<String>> GROUPS = groups();

    private HelpLayout() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Work", List.of("run", "tasks submit", "tasks cancel"));
        groups.put(
                "Look",
                List.of(
                        "status",
                        "posts",
                        "campaigns",
                        "agents",
                        "agents opt-outs list",
                        "wallets",
                        "tasks",
                        "task",
                        "audit list",
                        "audit verify",
                        "secrets check"));
        groups.put(
                "Decide",
                List.of(
                        "review list",
                        "review approve",
                        "review reject",
                        "wallets settle",
                        "agents pause",
                        "agents resume",
                        "agents opt-outs add",
                        "agents opt-outs remove",
                        "campaigns pause",
                        "campaigns resume",
                        "dead-letters",
                        "dead-letters replay"));
        groups.put("Serve", List.of("up", "env", "mcp twitter", "agents key", "completion"));
        groups.put("Proof", List.of("test", "bench", "faults"));
        return groups;
    }

    static void apply(CommandLine root, Terminal terminal) {
        UsageMessageSpec usage = root.getCommandSpec().usageMessage();
        usage.synopsisSubcommandLabel("COMMAND");
        usage.optionListHeading("%n@|bold Options|@%n");
        usage.footer(
                "",
                "@|bold Start here|@",
                "  chimera run --dry-run FILE        see what would be posted, and when",
                "  chimera run FILE                  post it",
                "",
                "Every command has --help, every answer --json. Nothing has to be set; CHIMERA_HOME moves the data,"
                        + " CHIMERA_SERVER and CHIMERA_TOKEN lead to another server, CHIMERA_POSTGRES_URL and"
                        + " CHIMERA_REDIS_URL to other databases. Exit status: 0 well, 1 something failed, 2 bad input,"
                        + " 3 no server.");
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        root.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> groupedCommands(help, terminal));
        root.getSubcommands().values().forEach(HelpLayout::applyBelow);
    }

    private static void applyBelow(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.parameterListHeading("%n");
        usage.optionListHeading("%n");
        usage.commandListHeading("%n@|bold Commands|@%n");
        usage.synopsisSubcommandLabel("[COMMAND]");
        command.getSubcommands().values().forEach(HelpLayout::applyBelow);
    }

    private static String groupedCommands(Help help, Terminal terminal) {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((group, names) -> {
            text.append('\n').append(terminal.ink().bold(group)).append('\n');
            for (String name : names) {
                CommandSpec command = find(help.commandSpec(), name);
                String synopsis = name + arguments(command);
                String[] description = command.usageMessage().description();
                text.append("  ").append(DisplayText.pad(synopsis, 32));
                int room = Math.max(30, Math.min(terminal.width(), 110) - 34);
                List<String> lines = DisplayText.wrap(description.length == 0 ? "" : description[0], room);
                text.append(String.join("\n" + " ".repeat(34), lines)).append('\n');
            }
        });
        return text.toString();
    }

    private static CommandSpec find(CommandSpec root, String words) {
        CommandSpec command = root;
        for (String word : words.split(" ")) {
            CommandLine next = command.subcommands().get(word);
            if (next == null) {
                throw new IllegalStateException("the help lists a command that does not exist: " + words);
            }
            command = next.getCommandSpec();
        }
        return command;
    }

    private static String arguments(CommandSpec command) {
        List<String> words = new ArrayList<>();
        words.addAll(command.positionalParameters().stream()
                .map(parameter -> parameter.paramLabel() + (parameter.arity().isVariable() ? "..." : ""))
                .toList());
        words.addAll(command.options().stream()
                .filter(option -> option.required() && option.group() == null)
                .map(option -> option.longestName() + " " + option.paramLabel())
                .toList());
        return words.isEmpty() ? "" : words.stream().collect(Collectors.joining(" ", " ", ""));
    }
}
