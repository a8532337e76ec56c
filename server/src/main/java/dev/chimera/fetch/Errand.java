package dev.chimera.fetch;

import java.time.Duration;

/**
 * How something is asked for.
 *
 * @param userAgent how the server introduces itself
 * @param accept the media types that are wanted
 * @param silence the longest wait for a connection, and for the next bytes
 * @param patience how long the whole fetch may take, with all redirects and the reading of the body
 */
public record Errand(String userAgent, String accept, Duration silence, Duration patience) {}
