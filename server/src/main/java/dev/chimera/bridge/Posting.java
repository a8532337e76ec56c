package dev.chimera.bridge;

/** What came of a call of {@code post_tweet}. */
sealed interface Posting permits Posted, Refusal {}
