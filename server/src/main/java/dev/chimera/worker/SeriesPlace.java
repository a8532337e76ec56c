package dev.chimera.worker;

/**
 * Which draft of a campaign's series a CONTENT_GEN task takes, so that tasks that know nothing of each other never take
 * the same one.
 *
 * <pre>
 * 0 .. wanted-1       the first attempts
 * wanted, wanted+1 .. their second and third attempts, from the front
 * .. drafts-1         tasks that were planned later, to replace one that failed, from the back
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
        int fromFront = (attempt - 2) * wanted + index;
        int fromBack = spares - 1 - (index - wanted) - (attempt - 1) * wanted;
        int spare = index < wanted ? fromFront : fromBack;
        // Where there are too few, two tasks meet in one place; the Judge then sees the later one as a repetition.
        return wanted + Math.floorMod(spare, spares);
    }
}
