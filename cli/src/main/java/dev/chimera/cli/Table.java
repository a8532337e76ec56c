package dev.chimera.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under headings, as wide as their content and never wider than the terminal: the columns that may shrink do. */
final class Table {

    private static final String GAP = "  ";
    private static final int LEAST_SHRUNK = 8;

    /** How a column takes its room. */
    enum Fit {
        LEFT,
        RIGHT,
        SHRINKS
    }

    private record Column(String title, Fit fit, UnaryOperator<String> style) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Table column(String title) {
        return column(title, Fit.LEFT, UnaryOperator.identity());
    }

    Table column(String title, Fit fit) {
        return column(title, fit, UnaryOperator.identity());
    }

    /** The style is given the padded cell, so that colour codes never count as width. */
    Table column(String title, Fit fit, UnaryOperator<String> style) {
        columns.add(new Column(title, fit, style));
        return this;
    }

    void row(String... cells) {
        List<String> cleaned = new ArrayList<>();
        for (String cell : cells) {
            cleaned.add(DisplayText.oneLine(cell));
        }
        rows.add(cleaned);
    }

    void print(Terminal terminal) {
        print(terminal, "");
    }

    void print(Terminal terminal, String indent) {
        int[] widths = widths(terminal.width() - indent.length());
        StringBuilder heading = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            heading.append(i == 0 ? "" : GAP).append(cell(columns.get(i).title(), i, widths));
        }
        terminal.print(indent + terminal.ink().dim(heading.toString().stripTrailing()));
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < columns.size(); i++) {
                String padded = cell(row.get(i), i, widths);
                String shown = i == columns.size() - 1 ? padded.stripTrailing() : padded;
                line.append(i == 0 ? "" : GAP).append(columns.get(i).style().apply(shown));
            }
            terminal.print(line.toString().stripTrailing());
        }
    }

    private String cell(String text, int column, int[] widths) {
        String clipped = DisplayText.clip(text, widths[column]);
        if (columns.get(column).fit() == Fit.RIGHT) {
            return " ".repeat(Math.max(0, widths[column] - DisplayText.width(clipped))) + clipped;
        }
        return DisplayText.pad(clipped, widths[column]);
    }

    private int[] widths(int room) {
        int[] widths = new int[columns.size()];
        int total = GAP.length() * (columns.size() - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayText.width(columns.get(i).title());
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], DisplayText.width(row.get(i)));
            }
            total += widths[i];
        }
        while (total > room) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (columns.get(i).fit() == Fit.SHRINKS
                        && widths[i] > LEAST_SHRUNK
                        && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }
}
