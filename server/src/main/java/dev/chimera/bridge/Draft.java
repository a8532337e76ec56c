package dev.chimera.bridge;

/** The arguments of a call, checked. */
sealed interface Draft permits Tweet, Refusal {}
