package dev.chimera.effect;

import dev.chimera.task.Task;

/**
 * What an effect did was found while a person was asked about it: nobody has to decide any more. Published in the
 * transaction of the finding.
 */
public record OutcomeFound(Task task) {}
