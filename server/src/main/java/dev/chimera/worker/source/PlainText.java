package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plain text as people type it: blocks between blank lines, headings that nothing marks as such, lists, columns, numbered
 * minutes.
 */
final class PlainText {

    private static final Pattern RULE = Pattern.compile("\\s{0,20}+[=_*~#-]{3,200}+\\s{0,20}+");
    private static final Pattern BLANK = Pattern.compile("\\n[ \\t]*+\\n");
    private static final Pattern NUMBER = Pattern.compile("^\\s{0,20}+([0-9]{1,3})[.)]\\s");
    private static final Pattern SUB_NUMBER =
            Pattern.compile("^(\\s{0,20}+)([0-9]{1,3})\\.[0-9]{1,2}\\.?+\\s++(?=\\p{Lu})");
    private static final Pattern HEADING = Pattern.compile("[\\p{Lu}\\p{N}][^.!?:;,]*+(?:[,.][^.!?:;,]++){0,2}+");
    private static final Pattern SPACE = Pattern.compile("\\s++");
    private static final Pattern DOCUMENT = Pattern.compile(
            "(?i)\\b(?:minutes|agenda|newsletter|bulletin|notices?|report|diary|log|summary|programme|prices?|price list|menu|timetable|schedule|news)\\b");
    private static final int MOST_LINES_OF_HEAD = 3;
    private static final int LONGEST_HEADING = 70;
    private static final int MOST_WORDS_OF_HEADING = 10;

    private final Sections sections;
    private final List<List<String>> blocks;
    private boolean isPress;
    private String number = "";

    private PlainText(String text, Sections sections) {
        this.sections = sections;
        this.blocks = blocks(text);
    }

    static void read(String text, Sections sections) {
        new PlainText(text, sections).read();
    }

    private static List<List<String>> blocks(String text) {
        List<List<String>> blocks = new ArrayList<>();
        for (String paragraph : BLANK.split(text)) {
            List<String> block = new ArrayList<>();
            for (String line : paragraph.split("\n")) {
                if (!RULE.matcher(line).matches()) {
                    if (!line.isBlank()) {
                        block.add(line);
                    }
                } else if (!block.isEmpty()) {
                    // A rule below a line makes it a heading, and otherwise parts what stands around it.
                    blocks.add(block);
                    block = new ArrayList<>();
                }
            }
            if (!block.isEmpty()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private void read() {
        for (int at = 0; at < blocks.size(); at++) {
            List<String> block = blocks.get(at);
            String first = block.getFirst().strip();
            if (PressRelease.ends(first) || (isPress && PressRelease.isAbout(first))) {
                sections.passOver("what stands below the end of a press release", rest(at));
                return;
            }
            isPress |= PressRelease.releases(first) || PressRelease.hasDateline(first);
            if (block.size() > 1 || !PressRelease.releases(first)) {
                block(bulleted(block), at);
                sections.cut();
            }
        }
    }

    private String rest(int from) {
        StringBuilder rest = new StringBuilder();
        blocks.subList(from, blocks.size())
                .forEach(block -> rest.append(String.join(" ", block)).append(' '));
        return rest.toString();
    }

    private void block(List<String> block, int at) {
        List<String> meant = new ArrayList<>(said(Lines.meant(block)));
        if (meant.isEmpty()) {
            return;
        }
        if (at == 0 && at + 1 < blocks.size() && meant.size() <= MOST_LINES_OF_HEAD && isHead(meant)) {
            head(meant);
            return;
        }
        boolean titled = isHeading(meant.getFirst())
                && !Confidential.marks(meant.getFirst())
                && (meant.size() > 1
                        ? !areSiblings(block)
                        : at + 1 < blocks.size() && !isLoneHeading(blocks.get(at + 1)));
        if (titled) {
            sections.heading(meant.removeFirst());
        }
        if (meant.isEmpty()) {
            return;
        }
        boolean listed =
                block.stream().anyMatch(line -> Lines.BULLET.matcher(line).find());
        if (meant.size() > 1 && meant.getFirst().endsWith(":")) {
            sections.list(meant.getFirst(), meant.subList(1, meant.size()));
        } else if (listed && meant.size() > 1) {
            sections.list(leadIn(at), meant);
        } else if (!isLeadIn(at)) {
            meant.forEach(sections::paragraph);
        }
    }

    private void head(List<String> lines) {
        boolean titled = false;
        for (String line : lines) {
            if (titled || Confidential.marks(line)) {
                sections.headLine(line);
            } else {
                sections.heading(line);
                titled = true;
            }
        }
    }

    /** {@code Wick Parish Council}, and below it {@code Minutes of 16 November}. */
    private static boolean isHead(List<String> lines) {
        return lines.stream().allMatch(PlainText::isHeading)
                && lines.stream().anyMatch(line -> DOCUMENT.matcher(line).find());
    }

    /** The line with a colon that stands alone above a list. */
    private String leadIn(int at) {
        return at > 0 && isLeadIn(at - 1)
                ? SPACE.matcher(String.join(" ", blocks.get(at - 1)))
                        .replaceAll(" ")
                        .strip()
                : "";
    }

    private boolean isLeadIn(int at) {
        return blocks.get(at).getLast().strip().endsWith(":")
                && blocks.get(at).stream()
                        .noneMatch(line -> Lines.BULLET.matcher(line).find())
                && at + 1 < blocks.size()
                && Lines.BULLET.matcher(blocks.get(at + 1).getFirst()).find();
    }

    /** Whether its first two lines are entries of one list, so that the first is no heading of the second. */
    private static boolean areSiblings(List<String> block) {
        boolean row = Rows.is(block.getFirst());
        boolean first = Lines.BULLET.matcher(block.getFirst()).find();
        boolean numbered = NUMBER.matcher(block.getFirst()).find();
        boolean others = block.stream()
                .skip(1)
                .anyMatch(line -> Lines.BULLET.matcher(line).find());
        boolean otherNumbers =
                block.stream().skip(1).anyMatch(line -> NUMBER.matcher(line).find());
        return row
                || Lines.isStamped(block.getFirst())
                || (first && (numbered ? otherNumbers : others))
                || (!first && !others && allAlike(block));
    }

    /** Lines that are all short and have no end are entries, the first as well, unless it alone is without a figure. */
    private static boolean allAlike(List<String> block) {
        return block.stream().map(String::strip).allMatch(PlainText::isHeading)
                && (block.getFirst().chars().anyMatch(Character::isDigit)
                        || block.stream().skip(1).noneMatch(line -> line.chars().anyMatch(Character::isDigit)));
    }

    private static boolean isLoneHeading(List<String> block) {
        return block.size() == 1
                && isHeading(
                        Lines.BULLET.matcher(block.getFirst()).replaceFirst("").strip());
    }

    static boolean isHeading(String line) {
        return line.length() <= LONGEST_HEADING
                && HEADING.matcher(line).matches()
                && SPACE.split(line).length <= MOST_WORDS_OF_HEADING
                && !Rows.is(line)
                && !line.contains("://");
    }

    /** Lines such as {@code 3.1 The pump was replaced.} below {@code 3. Pump house} are entries of a list. */
    private List<String> bulleted(List<String> block) {
        Matcher numbered = NUMBER.matcher(block.getFirst());
        if (numbered.find()) {
            number = numbered.group(1);
        }
        List<String> lines = new ArrayList<>();
        for (String line : block) {
            Matcher below = SUB_NUMBER.matcher(line);
            lines.add(below.find() && below.group(2).equals(number) ? below.replaceFirst("$1- ") : line);
        }
        return lines;
    }

    /** Rows of columns as a reader would say them. */
    private static List<String> said(List<String> lines) {
        List<List<String>> rows = lines.stream()
                .filter(line -> Rows.is(line) && !Rows.isRule(line))
                .map(Rows::cells)
                .toList();
        List<String> head = rows.size() > 1 && Rows.isHead(rows.getFirst(), rows.subList(1, rows.size()))
                ? rows.getFirst()
                : List.of();
        List<String> said = new ArrayList<>();
        for (String line : lines) {
            if (!Rows.is(line)) {
                said.add(line);
            } else if (!Rows.isRule(line) && !Rows.cells(line).equals(head)) {
                said.add(Rows.said(Rows.cells(line), head));
            }
        }
        return said;
    }
}
