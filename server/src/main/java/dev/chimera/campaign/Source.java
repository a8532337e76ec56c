package dev.chimera.campaign;

import org.jspecify.annotations.Nullable;

/**
 * One source of a campaign, as its file names it.
 *
 * @param position its place in the file, from 0
 * @param location a path relative to the campaign file, or an http(s) address
 * @param content what the file held when the campaign was handed in; null for an address, or where there is a failure
 * @param failure why it could not be read, as {@code CODE: message}; null where it could
 * @param own whether the campaign file declares its words the agent's own; null where it says nothing, and then a note is
 *     and a feed is not
 */
public record Source(
        int position,
        String location,
        @Nullable String content,
        @Nullable String failure,
        @Nullable Boolean own) {

    /** One of which the campaign file doesn't say whose words it holds. */
    public Source(int position, String location, @Nullable String content, @Nullable String failure) {
        this(position, location, content, failure, null);
    }
}
