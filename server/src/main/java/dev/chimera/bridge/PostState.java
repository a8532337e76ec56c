package dev.chimera.bridge;

/** SENDING: handed over, and nobody knows more. PUBLISHED: it is out. */
enum PostState {
    SENDING,
    PUBLISHED
}
