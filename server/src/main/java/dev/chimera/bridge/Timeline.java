package dev.chimera.bridge;

/** Where tweets appear: our own table, or a service behind a network. A bean of this type replaces the default. */
public sealed interface Timeline permits PostgresTimeline, RemoteTimeline {}
