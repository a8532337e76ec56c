package dev.chimera.worker.source;

import java.util.regex.Pattern;

/** The words with which an author marks that something is not for the public. What merely speaks of secrets has none. */
final class Confidential {

    private static final Pattern ANYWHERE = Pattern.compile(
            "(?i)\\b(?:not for (?:quotation|quoting|publication|publishing|posting|circulation|release|distribution|the public)"
                    + "|not to be (?:quoted|published|posted|minuted|circulated|shared|released|made public)"
                    + "|(?:strictly|private (?:and|&)) confidential|for internal use only)\\b");

    private static final Pattern AT_THE_BEGINNING = Pattern.compile("^[^\\p{L}\\p{N}]{0,10}+(?:CONFIDENTIAL\\b"
            + "|(?i:(?:confidential|internal(?: only)?|off the record|vertraulich|confidentiel|confidencial|riservato)[^\\p{L}\\p{N}]{0,10}+(?:$|(?<=[:;,.!)*–—-]\\s?)))"
            + "|(?i:embargo(?:ed)?(?: until\\b| till\\b|: ?(?!none|no\\b|lifted|immediate))|(?:strictly )?under embargo\\b"
            + "|(?:please )?do not (?:quote|publish|tweet|circulate|(?:post|share|release) (?:this|these|any of this|yet))\\b"
            + "|ne pas publier\\b|nicht (?:zur )?ver(?:ö|oe)ffentlich|no publicar\\b))");

    private static final Pattern SPACE = Pattern.compile("\\s++");
    private static final int MOST_WORDS_OF_A_MARK = 7;

    private Confidential() {}

    static boolean marks(String paragraph) {
        return AT_THE_BEGINNING.matcher(paragraph).find()
                || ANYWHERE.matcher(paragraph).find();
    }

    /** Whether it says nothing else, so that it speaks of what follows. */
    static boolean isOnlyAMark(String paragraph) {
        return SPACE.split(paragraph.strip()).length <= MOST_WORDS_OF_A_MARK && marks(paragraph);
    }
}
