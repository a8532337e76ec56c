package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Rows of tables and price lists, said in a line each: {@code Beard trim: 9 euros}. */
final class Rows {

    /** Dots that lead the eye, a tab, a bar, or more space than stands between words. */
    private static final Pattern BETWEEN = Pattern.compile(
            "(?<=\\S)(?:\\s?+(?:\\.{3,80}+|(?: \\.){3,60}+|_{3,80}+|…{2,40}+)\\s{0,40}+|\\t++|(?<![.!?]) {3,80}+|\\s?+\\|\\s?+)(?=\\S)");

    private static final Pattern SPEAKS = Pattern.compile("\\p{L}{3}");
    private static final Pattern RULE = Pattern.compile("[|+:=\\-\\s]{3,200}+");
    private static final int LONGEST = 400;

    private Rows() {}

    /** Whether a line of plain text has columns. */
    static boolean is(String line) {
        return line.length() <= LONGEST && cells(line).size() > 1;
    }

    static boolean isRule(String line) {
        return line.indexOf('|') >= 0 && RULE.matcher(line.strip()).matches();
    }

    static List<String> cells(String line) {
        String bare = line.strip();
        if (bare.startsWith("|")) {
            bare = bare.substring(1);
        }
        if (bare.endsWith("|")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return Arrays.stream(BETWEEN.split(bare.strip()))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty())
                .toList();
    }

    /** The head of a table names its columns, and holds no figure. */
    static boolean isHead(List<String> first, List<List<String>> others) {
        return first.stream().noneMatch(Rows::hasDigit)
                && !others.isEmpty()
                && others.stream().allMatch(row -> row.size() == first.size())
                && others.stream().flatMap(List::stream).anyMatch(Rows::hasDigit);
    }

    /**
     * A cell that is only a figure is said behind the name of its column.
     *
     * @param head the names of the columns; empty where they have none
     */
    static String said(List<String> cells, List<String> head) {
        List<String> said = new ArrayList<>();
        for (int at = 0; at < cells.size(); at++) {
            boolean named = at > 0
                    && cells.size() > 2
                    && at < head.size()
                    && !SPEAKS.matcher(cells.get(at)).find();
            if (!cells.get(at).isEmpty()) {
                said.add(named ? (head.get(at) + " " + cells.get(at)).strip() : cells.get(at));
            }
        }
        return said.size() < 2
                ? String.join("", said)
                : withoutColon(said.getFirst()) + ": " + String.join(", ", said.subList(1, said.size()));
    }

    private static String withoutColon(String cell) {
        return cell.endsWith(":") ? cell.substring(0, cell.length() - 1).strip() : cell;
    }

    private static boolean hasDigit(String cell) {
        return cell.chars().anyMatch(Character::isDigit);
    }
}
