package dev.chimera.judge;

import dev.chimera.judge.Word.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A sentence, read word by word. */
record Sentence(String text, List<Word> words) {

    private static final Pattern END = Pattern.compile("(?<=[.!?…][\"”’»)]{0,2})\\s+(?=[\"“‘«(]?[\\p{Lu}\\p{N}])|\\R+");

    /** A name or a number follows these, so the full stop ends no sentence. */
    private static final Pattern ABBREVIATED = Pattern.compile(
            "(?:^|[\\s(\"“])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Sra|Rev|Gen|Capt|No|Nos|vs|ca|e\\.g|i\\.e|[A-Z])\\.$");

    private static final Pattern TOKEN = Pattern.compile(
            "\\p{N}++(?:[.,:]\\p{N}++)*+(?:\\.x)?|\\p{L}[\\p{L}\\p{M}]*+(?:['’]\\p{L}++)*+|[%€£$]|[,;:()–—/\"“”«»]");

    private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(?:,\\d{3})++(?:\\.\\d+)?");

    /** Links, hashtags, mentions and cashtags are judged by the policy, and claim nothing. */
    private static final Pattern ENTITY = Pattern.compile("https?://\\S+|(?<!\\w)[#@]\\w+|(?<!\\w)\\$[A-Za-z]\\w*");

    private static final Set<String> SMALL = WordList.words("small-words.txt");
    private static final Set<String> FRAMING = WordList.words("framing-words.txt");
    private static final Set<String> JOINTS =
            Set.of("and", "but", "or", "because", "while", "so", "although", "though", "since");
    private static final Set<String> NEGATIONS =
            Set.of("no", "not", "never", "cannot", "without", "nobody", "nothing", "none", "neither", "nor", "hardly");
    private static final Set<String> MODALS = Set.of("may", "might", "could", "maybe", "perhaps", "possibly");
    private static final Set<String> CALENDAR = WordList.words(("monday tuesday wednesday thursday friday saturday"
                    + " sunday january february march april june july august september october november december")
            .lines()
            .flatMap(line -> List.of(line.split(" ")).stream())
            .map(Stems::of));
    private static final Map<String, String> SIGNS =
            Map.of("%", "percent", "€", "euros", "£", "pounds", "$", "dollars");
    private static final List<String> COUNTED =
            List.of(("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
                            + " seventeen eighteen nineteen twenty")
                    .split(" "));
    private static final Map<String, String> NUMBERS = numbers();

    Sentence {
        words = List.copyOf(words);
    }

    /** The sentences of a text, without its links and tags. */
    static List<Sentence> allOf(String text) {
        List<Sentence> sentences = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String piece : END.split(ENTITY.matcher(text).replaceAll(" "))) {
            open.append(open.isEmpty() ? "" : " ").append(piece.strip());
            if (!ABBREVIATED.matcher(open).find()) {
                add(open, sentences);
            }
        }
        add(open, sentences);
        return sentences;
    }

    private static void add(StringBuilder open, List<Sentence> sentences) {
        String whole = open.toString().strip();
        if (TOKEN.matcher(whole).find()) {
            sentences.add(new Sentence(whole, read(whole)));
        }
        open.setLength(0);
    }

    boolean isQuestion() {
        return text.endsWith("?");
    }

    /** The words that a source has to hold, in order. */
    List<Word> claims() {
        return words.stream().filter(Word::claims).toList();
    }

    /** The words between two commas or conjunctions, and so on to the end. */
    List<List<Word>> clauses() {
        return List.copyOf(words.stream()
                .collect(Collectors.groupingBy(Word::clause, java.util.TreeMap::new, Collectors.toList()))
                .values());
    }

    Set<String> keys() {
        return words.stream().filter(Word::claims).map(Word::key).collect(Collectors.toSet());
    }

    private static List<Word> read(String sentence) {
        List<String> tokens =
                TOKEN.matcher(sentence).results().map(found -> found.group()).toList();
        List<Word> words = new ArrayList<>();
        int clause = 0;
        boolean first = true;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String lower = token.toLowerCase(Locale.ROOT).replace('’', '\'');
            boolean mark = !Character.isLetterOrDigit(token.charAt(0)) && !SIGNS.containsKey(token);
            if (mark || JOINTS.contains(lower)) {
                clause++;
                first = first || (mark && !",;/".contains(token));
                continue;
            }
            String next = i + 1 < tokens.size() ? tokens.get(i + 1).toLowerCase(Locale.ROOT) : "";
            words.add(word(token, lower, next, first, clause));
            first = false;
        }
        return words;
    }

    private static Word word(String token, String lower, String next, boolean first, int clause) {
        if (SIGNS.containsKey(token)) {
            return new Word(token, Stems.of(SIGNS.getOrDefault(token, token)), Kind.CONTENT, clause);
        }
        if (Character.isDigit(token.charAt(0))) {
            return new Word(token, value(token), Kind.NUMBER, clause);
        }
        if (NEGATIONS.contains(lower) || lower.endsWith("n't")) {
            return new Word(token, lower, Kind.NEGATION, clause);
        }
        boolean capital = Character.isUpperCase(token.charAt(0));
        boolean acronym = token.length() > 1 && token.equals(token.toUpperCase(Locale.ROOT));
        // "May" is a month and "may" is not; "one of them" counts nothing.
        if (MODALS.contains(lower) && (first || !capital)) {
            return new Word(token, lower, Kind.MODAL, clause);
        }
        if (lower.equals("one") && (next.isEmpty() || SMALL.contains(next) || !Character.isLetter(next.charAt(0)))) {
            return new Word(token, lower, Kind.SMALL, clause);
        }
        String number = NUMBERS.get(lower);
        if (number != null) {
            return new Word(token, number, Kind.NUMBER, clause);
        }
        if (SMALL.contains(lower) || (lower.contains("'") && SMALL.contains(lower.replaceAll("'.*", "")))) {
            return new Word(token, lower, Kind.SMALL, clause);
        }
        String key = Stems.of(token);
        if (CALENDAR.contains(key) && capital) {
            return new Word(token, key, Kind.CALENDAR, clause);
        }
        if ((capital && !first) || acronym) {
            return new Word(token, key, Kind.NAME, clause);
        }
        return new Word(token, key, FRAMING.contains(lower) ? Kind.FRAMING : Kind.CONTENT, clause);
    }

    /** Without separators of thousands: {@code 1,750} is {@code 1750}; {@code 18:00} and {@code 0.8.7} stay. */
    private static String value(String token) {
        return THOUSANDS.matcher(token).matches() ? token.replace(",", "") : token;
    }

    private static Map<String, String> numbers() {
        Map<String, String> numbers = IntStream.range(0, COUNTED.size())
                .boxed()
                .collect(Collectors.toMap(COUNTED::get, index -> Integer.toString(index + 1)));
        List<String> tens = List.of("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
        for (int i = 0; i < tens.size(); i++) {
            numbers.put(tens.get(i), Integer.toString(10 * (i + 3)));
        }
        numbers.put("dozen", "12");
        numbers.put("zero", "0");
        return Map.copyOf(numbers);
    }
}
