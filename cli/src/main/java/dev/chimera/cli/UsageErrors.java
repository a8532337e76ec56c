package dev.chimera.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Usage errors in our form: what is wrong with the arguments, and what was probably meant. */
final class UsageErrors {

    private UsageErrors() {}

    static CliFailure of(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e.getCause() instanceof CliFailure failure) {
            return failure;
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(command.getCommandSpec(), unmatched.getUnmatched().getFirst());
        }
        if (e instanceof MissingParameterException missing) {
            return CliFailure.usage(
                    command.getCommandSpec().qualifiedName() + " needs " + allOf(missing.getMissing()),
                    helpOf(command.getCommandSpec()));
        }
        String message = e.getMessage() == null ? "the arguments can't be read" : e.getMessage();
        return CliFailure.usage(
                message.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + message.substring(1),
                helpOf(command.getCommandSpec()));
    }

    private static CliFailure unmatched(CommandSpec command, String word) {
        boolean option = word.startsWith("-") && word.length() > 1;
        boolean takesSubcommand = !command.subcommands().isEmpty();
        String hint = Nearest.to(option ? word.split("=")[0] : word, option ? options(command) : subcommands(command))
                .map(near -> "did you mean '" + (option ? near : below(command, near)) + "'?")
                .orElse(option ? helpOf(command) : whatThereIs(command));
        if (option) {
            return CliFailure.usage(command.qualifiedName() + " has no option '" + word + "'", hint);
        }
        if (takesSubcommand) {
            return CliFailure.usage("there is no command '" + below(command, word) + "'", hint);
        }
        return CliFailure.usage(command.qualifiedName() + " does not take '" + word + "'", helpOf(command));
    }

    /** The words after {@code chimera}. */
    private static String below(CommandSpec command, String word) {
        CommandSpec parent = command.parent() == null ? null : command;
        return parent == null ? word : parent.qualifiedName().substring("chimera ".length()) + " " + word;
    }

    private static List<String> options(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            names.addAll(List.of(option.names()));
        }
        return names;
    }

    private static List<String> subcommands(CommandSpec command) {
        return List.copyOf(command.subcommands().keySet());
    }

    private static String whatThereIs(CommandSpec command) {
        if (command.parent() == null || command.subcommands().isEmpty()) {
            return helpOf(command);
        }
        return "there is "
                + subcommands(command).stream()
                        .map(subcommand -> "`" + command.qualifiedName() + " " + subcommand + "`")
                        .collect(Collectors.joining(", "));
    }

    /** Options in a group exclude each other: one of them is enough. */
    private static String allOf(List<ArgSpec> missing) {
        Map<Boolean, List<String>> byChoice = missing.stream()
                .sorted(Comparator.comparing(ArgSpec::isOption))
                .collect(Collectors.partitioningBy(
                        argument -> argument.group() != null,
                        Collectors.mapping(UsageErrors::name, Collectors.toList())));
        List<String> all = new ArrayList<>(byChoice.getOrDefault(false, List.of()));
        String choice = String.join(" or ", byChoice.getOrDefault(true, List.of()));
        if (!choice.isEmpty()) {
            all.add(choice);
        }
        return String.join(" and ", all);
    }

    private static String name(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel();
        }
        return option.arity().max() == 0 ? option.longestName() : option.longestName() + " " + option.paramLabel();
    }

    private static String helpOf(CommandSpec command) {
        return "see `" + command.qualifiedName() + " --help`";
    }
}
