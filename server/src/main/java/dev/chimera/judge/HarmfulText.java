package dev.chimera.judge;

import dev.chimera.failure.Redaction;
import dev.chimera.model.offline.EncodedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Secrets, addresses that take money, orders to other agents, and what hides from a reader.
 *
 * <p>Patterns do not keep an agent from obeying such text (nothing that reads text holds a tool); they keep it from
 * passing it on.
 */
final class HarmfulText {

    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"),
            Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
            Pattern.compile(
                    "\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_|AIza|npm_)[\\w-]{16,}"),
            Pattern.compile("\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}"),
            // A key of an account on Ethereum, and one of Bitcoin in the wallet import format.
            Pattern.compile("\\b(?:0x)?[0-9a-fA-F]{64}\\b"),
            Pattern.compile("\\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\\b"),
            any("\\b(?:password|passwd|api[ _-]?key|secret|access[ _-]?token|seed phrase)\\s*[:=]\\s*\\S{6,}"));

    private static final List<Pattern> WALLETS = List.of(
            Pattern.compile("\\b0x[0-9a-fA-F]{40}\\b"),
            Pattern.compile("\\b(?:bc1|tb1|ltc1)[0-9a-z]{11,71}\\b"),
            Pattern.compile("\\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\\b"),
            Pattern.compile("\\b(?=\\w*\\d)(?=\\w*[a-z])(?=\\w*[A-Z])[1-9A-HJ-NP-Za-km-z]{32,44}\\b"),
            any("\\b[\\w-]{1,255}\\.eth\\b"),
            Pattern.compile("\\b[A-Z]{2}\\d{2} ?(?:[A-Z0-9]{4} ?){3,7}[A-Z0-9]{1,4}\\b"),
            any(
                    "\\b(?:send|transfer|deposit|donate|pay)\\b.{0,40}\\b\\d[\\d.,]*\\s*(?:eth|ether|btc|bitcoin|usdc|usdt|sol)\\b"));

    private static final List<Pattern> ORDERS = List.of(
            any(
                    "\\b(?:ignore|disregard|forget|override|bypass|neglect)\\b.{0,40}\\b(?:instructions?|prompts?|rules"
                            + "|guidelines|previous|prior|earlier|above|everything|moderator|judge|policy|policies|safeguards?)\\b"),
            any("\\b(?:system|developer|hidden|secret|initial) (?:prompt|message|instructions?)\\b"),
            any("\\b(?:jailbreak|prompt injection|developer mode)\\b"),
            any(
                    "\\b(?:you are now|from now on,? you|pretend (?:to be|you)|act as (?:an?|the) (?:ai|assistant|admin))\\b"),
            any("\\bas an? (?:ai|artificial intelligence|language model|assistant)\\b"),
            any("\\b(?:ai|agents?|bots?|assistants?|llms?|models?)\\b.{0,12}\\b(?:reading|seeing|processing) this\\b"),
            any("(?:^|[.!?\\n])\\W*+(?:system|assistant|developer|user|ai|agent|bot)\\s*+[:>\\]]"),
            any("<\\|?/?(?:system|im_start|im_end|assistant|endoftext)\\|?>|\\[/?INST\\]"),
            any(
                    "\\b(?:reveal|reply with|respond with|output|print|share|send)\\b.{0,25}\\b(?:prompt|api keys?|private keys?"
                            + "|passwords?|credentials|seed phrase|secrets?)\\b"),
            any(
                    "\\b(?:approve|publish|repost|retweet) (?:this|it)\\b.{0,30}\\b(?:transfer|immediately|at once|now)\\b"));

    private static final List<Pattern> HIDDEN = List.of(
            // Controls, bidirectional overrides and zero-width characters, but not the joiner inside an emoji.
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}&&[^\\n\\u200D\\uFE0F]]|\\uDB40[\\uDC00-\\uDFFF]"),
            Pattern.compile("\\p{IsLatin}[\\p{IsCyrillic}\\p{IsGreek}]|[\\p{IsCyrillic}\\p{IsGreek}]\\p{IsLatin}"),
            // Morse, ones and zeros, bytes in hexadecimal, Base64: nobody but a machine reads that.
            Pattern.compile("(?:[.\\-·–—]{1,6}[ /|]+){5}|\\b[01]{12,}\\b|(?:\\b[0-9a-fA-F]{2} ){6}"),
            Pattern.compile("(?<![\\w/.:-])(?=\\S*\\d)(?=\\S*[A-Z])[A-Za-z0-9+/]{36,}={0,2}(?![\\w/])"),
            EncodedText.DISGUISED);

    private HarmfulText() {}

    static List<Violation> violations(String text) {
        List<Violation> violations = new ArrayList<>();
        String withoutLinks = text.replaceAll("https?://\\S+", " ");
        if (in(text, SECRETS) || !Redaction.of(text).equals(text)) {
            // The message must not repeat it.
            violations.add(Violation.fail("SECRET_IN_TEXT", "the text holds what looks like a key or a password"));
        }
        if (in(withoutLinks, WALLETS)) {
            violations.add(Violation.reject(
                    "WALLET_ADDRESS", "the text holds an address that takes money; choose another statement"));
        }
        if (in(withoutLinks, ORDERS)) {
            violations.add(
                    Violation.reject("PROMPT_INJECTION", "the text gives orders to a machine; leave that source out"));
        }
        if (in(withoutLinks, HIDDEN) || hidesInCode(withoutLinks)) {
            violations.add(Violation.reject(
                    "HIDDEN_TEXT", "the text holds characters or codes that people do not read; leave them out"));
        }
        return violations;
    }

    /** Too short to be told from a word by its looks, but it reads as what no post may say. */
    private static boolean hidesInCode(String text) {
        return EncodedText.in(text).stream()
                .map(EncodedText.Decoded::text)
                .anyMatch(decoded -> in(decoded, WALLETS) || in(decoded, ORDERS));
    }

    private static boolean in(String text, List<Pattern> patterns) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    private static Pattern any(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
