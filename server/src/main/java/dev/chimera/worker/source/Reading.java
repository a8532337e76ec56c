package dev.chimera.worker.source;

import java.util.List;

/**
 * What came of reading the sources of a campaign.
 *
 * @param items in the order of the campaign file, then in the order of each source
 * @param unreadable the sources that gave nothing, and why
 * @param leftOut the parts of sources that nothing was made of, and why
 * @param channels whose feeds they say that they are, of those of which the campaign file says nothing
 * @param raw all words of each source that could be read
 */
public record Reading(
        List<Item> items,
        List<Unreadable> unreadable,
        List<LeftOut> leftOut,
        List<Channel> channels,
        List<RawText> raw) {

    public Reading {
        items = List.copyOf(items);
        unreadable = List.copyOf(unreadable);
        leftOut = List.copyOf(leftOut);
        channels = List.copyOf(channels);
        raw = List.copyOf(raw);
    }

    /** A source that could not be read. */
    public record Unreadable(String location, String code, String message) {}
}
