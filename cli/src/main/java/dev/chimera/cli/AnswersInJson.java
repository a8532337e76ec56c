package dev.chimera.cli;

/** A command that has an answer, and so the option {@code --json}. */
interface AnswersInJson {}
