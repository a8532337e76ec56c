package dev.chimera.model.offline;

import java.util.regex.Pattern;

/** A title that can be passed on with its link. */
final class Headline {

    private static final int LONGEST = 200;
    private static final Pattern BEGINS = Pattern.compile("^[\"“‘']?[\\p{L}\\p{N}]");
    private static final Pattern PUSHES = Pattern.compile("[!…]|\\.\\.|\\?$|\\p{So}|[|<>{}]");
    private static final Pattern WE = Pattern.compile("\\b(?:I|[Ww]e|[Oo]urs?|us|[Mm]y)\\b");

    private Headline() {}

    static boolean is(String title) {
        return reads(title) && !HostileText.in(title);
    }

    /** Also in capitals, or with an address: then a person has to say so. */
    static boolean reads(String title) {
        return title.length() <= LONGEST
                && BEGINS.matcher(title).find()
                && !PUSHES.matcher(title).find()
                && !WE.matcher(title).find()
                && WholeSentence.isBalanced(title);
    }
}
