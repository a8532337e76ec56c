package dev.chimera.bridge;

import java.time.Instant;

/**
 * An account that no agent of the tenant may address, because it asked for that.
 *
 * @param note how it asked; at most 500 characters
 */
record OptOut(String handle, Instant askedAt, String note) {}
