package dev.chimera.worker;

/**
 * Which draft of a campaign's series a CONTENT_GEN task takes, so that tasks that know nothing of each other never take
 * the same one.
 *
 * <pre>
 * 0 .. wanted-1                the first attempts
 * wanted, wanted+2, ...        second and third attempts of those
 * wanted+1, wanted+3, ...      tasks that were planned later, to replace one that failed
 * </pre>
 */
final class SeriesPlace {

    private SeriesPlace() {}

    /**
     * @param index the task's number in its campaign, from 0
     * @param attempt from 1; more after a rejection
     * @param wanted how many posts the campaign wants
     * @param drafts how many drafts there are
     * @return a place from 0; -1 when there is none left
     */
    static int of(int index, int attempt, int wanted, int drafts) {
        if (attempt == 1 && index < wanted) {
            return index < drafts ? index : -1;
        }
        int spares = drafts - wanted;
        if (spares <= 0) {
            return -1;
        }
        int spare = index < wanted ? 2 * ((attempt - 2) * wanted + index) : 2 * (index - wanted + attempt - 1) + 1;
        // Past the end, two tasks may meet in one place; the Judge then sees the later one as a repetition.
        return wanted + spare % spares;
    }
}
