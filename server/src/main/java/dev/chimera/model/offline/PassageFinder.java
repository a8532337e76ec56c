package dev.chimera.model.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds every run of one to three sentences that could be a post: the first stands alone, and each of the others stands
 * in the article right behind the one before it, or alone as well.
 */
final class PassageFinder {

    private static final int MOST_PASSAGES = 150;
    private static final int MOST_SENTENCES = 3;
    /** A gap costs as much as this many cuts: neighbours read better. */
    private static final int GAP = 4;

    private static final int SHORTEST = 45;
    /** "A zip in a coat costs 22 euros." */
    private static final int SHORTEST_OF_NOTE = 24;

    private static final int SHORTEST_WITH_LINK = 30;

    private static final int FEWEST_WORDS = 4;
    /** Below this two sentences of one article are about different things. */
    private static final double COHERENT = 0.25;

    private final Article article;
    private final int room;
    private final Predicate<String> allowed;
    private final boolean shortSentences;
    private final Set<String> subject;
    private final Editor editor;
    private final Care care;
    private final List<Passage> found = new ArrayList<>();

    /**
     * @param room weighted characters that the text may take
     * @param subject stems that the first sentence has to name, two of them unless it opens its story
     * @param allowed what the persona lets pass, sentence by sentence
     */
    PassageFinder(
            Article article,
            int room,
            Voice voice,
            Predicate<String> allowed,
            Set<String> subject,
            Editor editor,
            Care care) {
        this.care = care;
        this.subject = subject;
        this.editor = editor;
        this.article = article;
        this.room = room;
        this.allowed = allowed.and(sentence -> voice.exclaims() || !sentence.contains("!"));
        this.shortSentences = voice.shortSentences();
    }

    List<Passage> find() {
        for (int at = 0; at < article.sentences().size() && found.size() < MOST_PASSAGES; at++) {
            List<String> forms = Compressor.leadForms(article.sentences().get(at));
            for (int cut = 0; cut < forms.size(); cut++) {
                String lead = forms.get(cut);
                if (allowed.test(lead) && StandaloneCheck.leads(article, at, lead, care) && namesItsSubject(at, lead)) {
                    grow(new Passage(article, List.of(at), said(lead), cut + halved(at, lead)));
                }
            }
        }
        if (!care.isChoosy() && article.material().ownNote()) {
            entries();
        }
        return found;
    }

    /** Lines of the operator's own lists that are no sentences: behind what the list is headed with, they tell something. */
    private void entries() {
        String title = article.material().title();
        List<String> entries = article.sentences().stream()
                .filter(entry -> Entry.is(title, entry))
                .toList();
        for (int at = 0; at < article.sentences().size(); at++) {
            String entry = article.sentences().get(at);
            boolean tells = entries.size() >= Entry.FEWEST || Entry.hasFigure(entry);
            if (article.standsAlone(at) && Entry.is(title, entry) && tells && allowed.test(Entry.under(title, entry))) {
                String text = Entry.under(title, entry);
                if (Words.of(text).size() >= FEWEST_WORDS && Weight.of(text) <= room) {
                    found.add(new Passage(article, List.of(at), text, 0));
                }
            }
        }
    }

    private boolean namesItsSubject(int at, String lead) {
        boolean ownNote = article.material().ownNote();
        if (!care.isChoosy() && ownNote) {
            return true;
        }
        long named = Words.stems(lead).stream().filter(subject::contains).count();
        if (at == 0 && !Words.isOrder(lead)) {
            return true;
        }
        return named >= (ownNote || !care.isChoosy() ? 1 : 2);
    }

    private void grow(Passage passage) {
        if (Weight.of(passage.text()) > room) {
            return;
        }
        if (passage.text().length() >= shortest()) {
            found.add(passage);
        }
        boolean enough = care == Care.SPARING && passage.text().length() >= shortest();
        if (passage.at().size() < MOST_SENTENCES && found.size() < MOST_PASSAGES && !enough) {
            neighbours(passage);
            if (passage.at().size() == 1 && care.isChoosy()) {
                distant(passage);
            }
        }
    }

    private int shortest() {
        return care.isChoosy() ? SHORTEST : article.material().ownNote() ? SHORTEST_OF_NOTE : SHORTEST_WITH_LINK;
    }

    private void neighbours(Passage passage) {
        int next = passage.at().getLast() + 1;
        if (next >= article.sentences().size() || isAnotherPost(next)) {
            return;
        }
        List<String> forms = Compressor.followForms(article.sentences().get(next));
        for (int cut = 0; cut < forms.size(); cut++) {
            String form = forms.get(cut);
            if (allowed.test(form) && StandaloneCheck.follows(article, next, passage.text(), form)) {
                grow(joined(passage, next, form, cut + halved(next, form)));
            }
        }
    }

    /** Where little is there, each paragraph of a note is kept for a post of its own. */
    private boolean isAnotherPost(int at) {
        return !care.isChoosy() && article.material().ownNote() && article.opensParagraph(at);
    }

    /** A second sentence from further on, when it needs nothing of what stands between. */
    private void distant(Passage passage) {
        int size = article.sentences().size();
        for (int at = passage.at().getLast() + 2;
                at < Math.min(size, passage.at().getLast() + 6);
                at++) {
            List<String> forms = Compressor.leadForms(article.sentences().get(at));
            if (!forms.isEmpty()
                    && allowed.test(forms.getFirst())
                    && !(forms.getFirst().startsWith("The ") && !shareWords(passage.text(), forms.getFirst()))
                    && StandaloneCheck.leads(article, at, forms.getFirst(), care)
                    && editor.near(
                                    article.sentences().get(passage.at().getFirst()),
                                    article.sentences().get(at))
                            > COHERENT) {
                Passage both = joined(passage, at, forms.getFirst(), GAP);
                if (Weight.of(both.text()) <= room) {
                    found.add(both);
                }
            }
        }
    }

    /** Whether the thing that the second sentence begins with stands in the first. */
    private static boolean shareWords(String first, String second) {
        List<String> opening = Words.of(second);
        Set<String> before = Words.stems(first);
        return opening.subList(1, Math.min(3, opening.size())).stream()
                .map(Words::stem)
                .anyMatch(before::contains);
    }

    private Passage joined(Passage passage, int at, String sentence, int cut) {
        List<Integer> places = new ArrayList<>(passage.at());
        places.add(at);
        return new Passage(article, places, passage.text() + " " + said(sentence), passage.cuts() + cut);
    }

    /** What stands behind a semicolon is often the other half of a comparison, so leaving it out counts for more. */
    private int halved(int at, String form) {
        return article.sentences().get(at).contains(";") && !form.contains(";") ? GAP : 0;
    }

    private String said(String sentence) {
        return shortSentences ? Compressor.atSemicolon(sentence) : sentence;
    }
}
