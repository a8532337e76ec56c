package dev.chimera.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes fish completions from the command model; picocli itself has them for bash only. */
final class FishCompletion {

    /** Which command the words before the cursor name, options left out. */
    private static final String FUNCTIONS = """
            # fish completion of chimera, printed by `chimera completion fish`
            function __chimera_words
                set -l words (commandline -opc)
                for word in $words[2..-1]
                    string match -q -- '-*' $word; or echo $word
                end
            end
            function __chimera_at
                set -l words (__chimera_words)
                test "$words" = "$argv"
            end
            function __chimera_in
                set -l words (__chimera_words)
                set -l depth (count $argv)
                test (count $words) -ge $depth; or return 1
                test "$words[1..$depth]" = "$argv"
            end
            complete -c chimera -f
            """;

    private final StringBuilder script = new StringBuilder(FUNCTIONS);

    private FishCompletion() {}

    static String script(CommandSpec root) {
        FishCompletion completion = new FishCompletion();
        completion.add(root, List.of());
        return completion.script.toString();
    }

    private void add(CommandSpec command, List<String> path) {
        String words = path.isEmpty() ? "" : " " + String.join(" ", path);
        for (Map.Entry<String, CommandLine> entry : command.subcommands().entrySet()) {
            CommandSpec subcommand = entry.getValue().getCommandSpec();
            if (!subcommand.usageMessage().hidden()) {
                line("__chimera_at" + words, "-a " + quote(entry.getKey()), firstLine(subcommand));
            }
        }
        String here = path.isEmpty() ? "__chimera_at" : "__chimera_in" + words;
        if (!path.isEmpty()) {
            for (String subcommand : command.subcommands().keySet()) {
                here += "; and not __chimera_in" + words + " " + subcommand;
            }
        }
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                line(here, optionNames(option) + values(option), firstLine(option.description()));
            }
        }
        for (ArgSpec positional : command.positionalParameters()) {
            String values = values(positional);
            boolean file = positional.paramLabel().startsWith("FILE");
            if (file || values.contains("-a")) {
                line(here, file ? "-F" : values.replace(" -x", "").strip(), "");
            }
        }
        command.subcommands().forEach((name, subcommand) -> {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            add(subcommand.getCommandSpec(), below);
        });
    }

    private void line(String condition, String what, String description) {
        script.append("complete -c chimera -n ")
                .append(quote(condition))
                .append(' ')
                .append(what);
        if (!description.isEmpty()) {
            script.append(" -d ").append(quote(description));
        }
        script.append('\n');
    }

    private static String optionNames(OptionSpec option) {
        return java.util.Arrays.stream(option.names())
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
    }

    private static String values(ArgSpec argument) {
        if (argument.arity().max() == 0) {
            return "";
        }
        @Nullable Iterable<String> candidates = argument.completionCandidates();
        if (candidates == null) {
            return " -x";
        }
        String words = StreamSupport.stream(candidates.spliterator(), false).collect(Collectors.joining(" "));
        return words.isEmpty() ? " -x" : " -x -a " + quote(words);
    }

    private static String firstLine(CommandSpec command) {
        return firstLine(command.usageMessage().description());
    }

    private static String firstLine(String[] description) {
        return description.length == 0 ? "" : description[0].replaceAll("\\$\\{[^}]*}", "...");
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
