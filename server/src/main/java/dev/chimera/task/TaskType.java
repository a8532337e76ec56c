package dev.chimera.task;

/** The four kinds of work of the AgentTask contract (specification 2.1). */
public enum TaskType {
    RESEARCH,
    CONTENT_GEN,
    TRANSACTION,
    ENGAGEMENT
}
