package dev.chimera.bridge;

/** Where tweets appear: our own table, or a service behind a network. A bean of this type is everybody's,
 * whatever the agents chose. */
public sealed interface Timeline permits PostgresTimeline, RemoteTimeline {}
