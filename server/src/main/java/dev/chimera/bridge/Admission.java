package dev.chimera.bridge;

/** Whether a caller may act for an agent, and for which. */
public sealed interface Admission permits Author, Refusal {}
