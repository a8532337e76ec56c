package dev.chimera.model.offline;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Beginnings of sentences that lean on what stood before them. Each line below is a regular expression. */
final class BackReference {

    /** Wherever they stand, even at the beginning of an article, these mean something that was said elsewhere. */
    private static final Pattern ALWAYS = beginning("""
            he|she|it|they|him|them|his|hers?|its|their|theirs
            this(?! (?:year|month|season|week|spring|summer|autumn|winter|december)\\b)
            that|these|those|such|both|neither|either|another|others?|none
            one of (?:them|these|those)
            the (?:other|others|second|third|rest|same|two|three|pair|latter|former|idea|result|reason|aim|goal)s?
            the (?:effect|trick|answer|difference|move|decision|change|announcement|measure|news|group|event)s?
            the (?:incident|problem|question|point|catch|trend)s?
            here|there(?! (?:is|are|was|were|will be|has been|have been)\\b)
            so|thus|hence|therefore|then|yet|but|and|or|nor|because(?![^,]*,)|instead|otherwise|besides|similarly|likewise
            afterwards?|later|earlier|finally|meanwhile|however|moreover|furthermore|nevertheless|nonetheless
            first(?:ly)?,|second(?:ly)?,|third(?:ly)?,|next,|last,|again|even so|that said|as a result|in turn
            for example|for instance|in other words|by contrast|in contrast|on the other hand|at the same time
            after that|before that|since then|until then|by then|additionally|in addition|also|too|still
            not only|not so|nor|yes|no,|ok|okay|well,|which|who|whose|where|what|alone|same|ditto|if so|if not
            (?:at|in|with|of|for|from|by|on|under|to) (?:its|their|his|her|it|them|him|that|this|these|those)
            (?:during|after|before|despite) (?:this|that|these|those|it|them)
            (?:when|if|as|since|once|because|though|although|while|unless|until) (?:it|they|he|she|that)
            (?:to|by|in|for|without) (?:do|doing) (?:so|this|that|it)|doing (?:so|this|that)|more than that
            in the past|for a while now|at first|in the end|now['’]s|until now|over time|back then|step \\d
            at that point|by that time|the next (?:day|morning|week|month|year)|what['’]s more
            a (?:day|week|month|year) (?:later|earlier|before)|(?:days|weeks|months|years) (?:later|earlier|before)
            as (?:before|above|announced|noted|said)|(?:\\S+ ){1,3}(?:then|also|therefore|thus|however|too)
            """);

    /** These mean something that was said before them only where something was. */
    private static final Pattern LATER = beginning("""
            some|many|most|few|all|each|there
            (?:\\p{L}+er|more|less|fewer) than
            [\\p{L}\\p{N}-]+(?: \\p{L}+)? of (?:the|them|these|those|it|its|their|his|her)
            \\p{L}+ (?:is|was|remains|became|came) (?:the )?(?:most|least|next|last|second|third|main|only|other)
            """);

    private BackReference() {}

    private static Pattern beginning(String lines) {
        String any = lines.lines().map(String::strip).collect(Collectors.joining("|"));
        return Pattern.compile("(?i)^[\"“]?(?:" + any + ")(?![\\p{L}\\p{N}]).*", Pattern.DOTALL);
    }

    static boolean opens(String sentence) {
        return ALWAYS.matcher(sentence).matches();
    }

    static boolean opensLater(String sentence) {
        return LATER.matcher(sentence).matches();
    }
}
