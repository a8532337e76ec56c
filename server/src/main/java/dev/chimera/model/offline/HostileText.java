package dev.chimera.model.offline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognizes sentences that no post may carry: orders to whoever reads them, ways to send money, spam, and what hides.
 *
 * <p>It is not what keeps an agent from obeying: nothing here can obey. It keeps an agent from passing it on.
 */
public final class HostileText {

    private static final String COIN = "(?:eth|ether|btc|bitcoin|usdc|usdt|sol|bnb|doge|matic|xrp|dollars?)";

    /** What somebody wants who writes so; nobody does by accident. */
    public enum Rule {
        /** To be obeyed in place of whoever gives the orders here. */
        OVERRIDE(
                any("\\b(?:ignore|disregard|forget|override|bypass)\\b.{0,50}"
                        + "\\b(?:instructions?|prompts?|rules|guidelines|previous|prior|above|everything)\\b"),
                any(
                        "\\b(?:system prompt|developer message|jailbreak|new instructions?|prompt injection|hidden instruction)")),
        /** To be read by a machine. */
        MACHINE(
                any("\\b(?:as an ai\\b|you are (?:now|an? (?:ai|assistant|agent|bot|language model))|pretend (?:to|you)"
                        + "|from now on you|do not (?:tell|reveal|mention))"),
                any("\\b(?:dear|attention|hey|note to|message to|instructions? (?:to|for))\\b.{0,25}"
                        + "\\b(?:ai|agents?|bots?|assistants?|llms?|models?|planner|judge|worker)\\b"),
                any(
                        "\\b(?:ai|agents|bots|assistants|llms?)\\b.{0,25}\\b(?:reading this|must|should|please|are required)\\b"),
                any("^\\W*(?:assistant|system|user|ai|agent|bot|human|instructions?|prompt)\\s*[:>\\]]")),
        /** An order to somebody, as a headline of an honest article may begin as well. */
        COMMAND(any(
                "^\\W*(?:please )?(?:tweet|retweet|post|publish|repost|repeat|output|respond|reply|quote|approve|execute"
                        + "|run the|call the|transfer|wire|send)\\b")),
        /** Money. */
        PAYMENT(any("\\b(?:send|transfer|pay|wire|deposit|donate)\\b.{0,60}" + "(?:\\b[\\d.,]+\\s*" + COIN
                + "\\b|\\bwallet\\b|0x|\\bthis address\\b)")),
        /** Where money goes. */
        ADDRESS(
                Pattern.compile("0x[0-9a-fA-F]{6,}"),
                Pattern.compile("\\b(?:bc1|tb1|ltc1)[0-9a-z]{8,}"),
                Pattern.compile("\\b[1-9A-HJ-NP-Za-km-z]{26,}\\b"),
                any("\\b[\\w-]{1,255}\\.eth\\b"),
                Pattern.compile("\\b[A-Z]{2}\\d{2} ?(?:[A-Z0-9]{4} ?){3}")),
        /** What opens an account. */
        CREDENTIALS(
                any("\\b(?:seed|recovery|secret) phrase\\b"),
                any(
                        "\\b(?:enter|share|send|reveal|give|confirm|verify)\\b.{0,30}\\b(?:passwords?|private keys?|api keys?"
                                + "|credentials|tokens?)\\b")),
        /** Advertising of the worse kind. */
        SPAM(any("\\b(?:airdrop|giveaway|guaranteed (?:returns?|profits?|income)|double your|1000?x|risk[- ]free"
                + "|to the moon|act now|hurry|click (?:here|below|the link)|link in bio|dm (?:me|us)"
                + "|follow (?:me|us|@)|sign up now|buy now|order now|(?:promo|discount|coupon) code|use code"
                + "|limited[- ]time|while (?:stocks|supplies) last|make money|earn \\$?\\d)\\b")),
        /** What hides: a word of two alphabets, letters that only look like letters, Morse, a blob. */
        HIDDEN(
                Pattern.compile("\\p{IsLatin}[\\p{IsCyrillic}\\p{IsGreek}]|[\\p{IsCyrillic}\\p{IsGreek}]\\p{IsLatin}"),
                Pattern.compile("(?:[.\\-·–—]{1,6}[ /|]+){5}"),
                Pattern.compile("[A-Za-z0-9+/=]{48}|[01]{12}|(?:\\b[0-9a-fA-F]{2} ){6}"),
                EncodedText.DISGUISED);

        @SuppressWarnings("ImmutableEnumChecker") // List.of is
        private final List<Pattern> patterns;

        Rule(Pattern... patterns) {
            this.patterns = List.of(patterns);
        }

        boolean sees(String sentence) {
            return patterns.stream()
                    .anyMatch(pattern -> pattern.matcher(sentence).find());
        }
    }

    /** Innocent in an article, and yet nothing for a post. */
    private static final List<Pattern> UNFIT = List.of(
            // Somebody else's name, address or page.
            Pattern.compile("(?<![\\w.])@\\w+"),
            // Markup, and what a broken encoding leaves.
            Pattern.compile("[A-Za-z0-9+/=_]{32,}|\\S{46,}"),
            Pattern.compile("\\uFFFD|[\\p{Cc}\\p{Cf}\\p{Co}&&[^\\u200D]]"),
            Pattern.compile("[<>{}|\\\\]|&[a-z#0-9]{2,8};|\\]\\(|\\*\\*|\\$\\{"));

    /** Innocent as well, and the operator may have meant it. */
    private static final Pattern WHERE =
            any("https?:|www\\.|\\S@\\S{1,255}\\.\\S|\\b\\w{1,63}\\.(?:com|net|org|io|xyz|info|biz|ru)\\b/?");

    private static final Pattern PLAIN_PAGE = Pattern.compile("https?://\\S{1,200}+");

    private HostileText() {}

    private static Pattern any(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** Whether the sentence must not be passed on. */
    public static boolean in(String sentence) {
        return isAttack(sentence)
                || UNFIT.stream().anyMatch(pattern -> pattern.matcher(sentence).find())
                || WHERE.matcher(sentence).find()
                || shouts(sentence);
    }

    /** Whether a person may be asked about it, who sees capitals and addresses and decides. */
    static boolean isFitForQuestion(String sentence, boolean own) {
        String words = PLAIN_PAGE.matcher(sentence).replaceAll("page");
        return !(own ? isReported(words) : isAttack(words))
                && UNFIT.stream().noneMatch(pattern -> pattern.matcher(words).find());
    }

    /** Whether somebody means harm, or spam. */
    static boolean isAttack(String sentence) {
        return Arrays.stream(Rule.values()).anyMatch(rule -> rule.sees(sentence)) || hasOrderInCode(sentence);
    }

    private static boolean hasOrderInCode(String sentence) {
        return EncodedText.in(sentence).stream()
                .anyMatch(decoded -> HostileFinding.REPORTED.stream().anyMatch(rule -> rule.sees(decoded.text())));
    }

    /** Whether two of these sentences or more are attacks: then the rest is bait. */
    public static boolean fills(List<String> sentences) {
        return sentences.stream().filter(HostileText::isAttack).count() > 1;
    }

    /** An operator may tell readers to call, to send and to hurry; the rest is bait in an own note, too. */
    public static boolean fillsOwn(List<String> sentences) {
        return sentences.stream().filter(HostileText::isReported).count() > 1;
    }

    private static boolean isReported(String sentence) {
        return HostileFinding.REPORTED.stream().anyMatch(rule -> rule.sees(sentence)) || hasOrderInCode(sentence);
    }

    /** Mostly capitals: {@code FREE MONEY FOR ALL}, not {@code The EU and NATO}. */
    static boolean shouts(String sentence) {
        long letters = sentence.chars().filter(Character::isLetter).count();
        long capitals = sentence.chars().filter(Character::isUpperCase).count();
        return letters > 12 && capitals * 10 > letters * 4 && !sentence.equals(sentence.toLowerCase(Locale.ROOT));
    }
}
