package dev.chimera.bench.quality;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at what came of a campaign without the composer's and the Judge's means: are its words, numbers and addresses in
 * the files, is it whole, and is what is missing named?
 */
final class Oracle {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern LINK = Pattern.compile("https?://\\S++");
    /** Between words of its sentence, so that only one space is left. */
    private static final Pattern LINK_WITHIN = Pattern.compile("https?://\\S++ (?=\\p{Ll})");
    /** The colours of a terminal. */
    private static final Pattern COLOUR = Pattern.compile("\\u001B\\[[0-9;]*+[A-Za-z]");

    private static final Pattern TAG = Pattern.compile("(?<!\\S)#[\\p{L}\\p{N}_]++");
    private static final Pattern WHOLE = Pattern.compile("(?s)[\"“]?[\\p{Lu}\\p{N}£€$].*+(?<=[.!?:)\"”])");
    private static final Pattern TORN = Pattern.compile("…|\\.\\.|  | [.,;]|&[a-z]{2,6};|&#\\d|</?[a-z]|\\p{Cc}");
    private static final Pattern NUMERIC_ENTITY = Pattern.compile("&#(\\d{1,6});");

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private Oracle() {}

    static Row row(Desk.Settled settled) {
        MeasuredCampaign campaign = settled.campaign();
        JsonNode report = settled.report();
        List<String> published = new ArrayList<>();
        report.path("posts").forEach(post -> published.add(post.path("text").asString()));
        report.path("scheduled").forEach(post -> published.add(post.path("text").asString()));
        List<String> asked = report.path("reviews").values().stream()
                .map(review -> review.path("arguments").path("text").asString(""))
                .toList();
        List<String> out = new ArrayList<>(published);
        out.addAll(asked);
        String lines = lines(report);
        long missing = campaign.carries().stream()
                .filter(carried -> out.stream().noneMatch(text -> has(text, carried)))
                .count();
        long told = campaign.carries().stream()
                .filter(carried -> out.stream().noneMatch(text -> has(text, carried)) && has(lines, carried))
                .count();
        int lacking = Math.max(0, campaign.posts() - out.size());
        List<String> wrong = wrong(settled, out);
        long asExpected = out.stream()
                .filter(text -> campaign.carries().stream().anyMatch(carried -> has(text, carried)))
                .filter(text -> wrong.stream().noneMatch(fault -> fault.endsWith(text)))
                .count();
        return new Row(
                campaign,
                published.size(),
                asked.size(),
                lacking,
                (int) Math.max(0, Math.min(lacking, missing) - told),
                (int) asExpected,
                wrong,
                out,
                report);
    }

    /** Everything that the report says of what did not come out. */
    private static String lines(JsonNode report) {
        StringBuilder lines = new StringBuilder();
        for (String list : List.of("warnings", "failed", "left_out")) {
            report.path(list).forEach(line -> lines.append(line).append('\n'));
        }
        return lines.toString();
    }

    private static List<String> wrong(Desk.Settled settled, List<String> out) {
        String files = files(settled.handedIn());
        Set<String> known = words(files);
        List<String> wrong = new ArrayList<>();
        for (String text : out) {
            String prose = TAG.matcher(LINK_WITHIN.matcher(text).replaceAll(""))
                    .replaceAll("")
                    .strip();
            prose = LINK.matcher(prose).replaceAll("").strip();
            Set<String> unknown = words(prose);
            unknown.removeAll(known);
            if (!unknown.isEmpty()) {
                wrong.add(unknown + " is in no source: " + text);
            }
            LINK.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .filter(link -> !files.contains(link.substring(link.lastIndexOf('/') + 1)))
                    .forEach(link -> wrong.add(link + " is in no source"));
            boolean headline = files.contains(prose);
            if ((!WHOLE.matcher(prose).matches() && !headline)
                    || TORN.matcher(prose).find()) {
                wrong.add("is not whole: " + text);
            }
            settled.campaign().mustNot().stream()
                    .filter(never -> has(text, never))
                    .forEach(never -> wrong.add("says \"" + never + "\": " + text));
        }
        return wrong;
    }

    /** All that was handed in, as a reader would read it. */
    private static String files(ObjectNode handedIn) {
        StringBuilder files = new StringBuilder(handedIn.path("soul").asString(""));
        handedIn.path("sources")
                .forEach(source ->
                        files.append('\n').append(source.path("content").asString("")));
        String text = files.toString()
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("\\\"", "\"");
        return NUMERIC_ENTITY
                .matcher(COLOUR.matcher(text).replaceAll(""))
                .replaceAll(entity -> Matcher.quoteReplacement(meant(Integer.parseInt(entity.group(1)))))
                .replaceAll("[\\p{Cc}&&[^\\n]]", "");
    }

    /** Browsers read what would be a control character as windows-1252 has it. */
    private static String meant(int character) {
        return character >= 0x80 && character < 0xA0
                ? new String(new byte[] {(byte) character}, WINDOWS)
                : Character.toString(character);
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean has(String text, String words) {
        return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }
}
