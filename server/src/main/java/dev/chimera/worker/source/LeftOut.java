package dev.chimera.worker.source;

/**
 * A part of a source that nothing can be made of, and why. Its code is stable:
 *
 * <ul>
 *   <li>{@code ITEM_EMPTY}: no words are in it
 *   <li>{@code ITEM_DUPLICATE}: it stands in its feed before
 *   <li>{@code ITEM_TOO_LARGE}: it is longer than any entry
 *   <li>{@code ITEM_CUT_OFF}: the feed breaks off in it
 *   <li>{@code ITEM_BROKEN}: it can't be read
 *   <li>{@code ITEMS_OVER_LIMIT}: the source has more entries or parts than are read
 * </ul>
 *
 * @param location of the source, as the campaign file names it
 * @param item its title or its beginning; empty where it has neither
 */
public record LeftOut(String location, String item, String code, String message) {}
