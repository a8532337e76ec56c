package dev.chimera.model.offline;

/**
 * Something of a source that became no post.
 *
 * @param code stable, UPPER_SNAKE_CASE
 * @param why one line for whoever misses it
 */
public record PassedOver(Material material, String text, String code, String why) {}
