package dev.chimera.tenant;

/** What a person may do. An OPERATOR gives goals and budgets; a MODERATOR decides what the Judge will not. */
public enum Role {
    OPERATOR,
    MODERATOR
}
