package dev.chimera.effect;

import dev.chimera.task.Task;

/**
 * An effect may have happened, was looked for and not found: a person must decide. Published in the transaction that
 * brought the task into REVIEW, so that the question and the state can't part.
 */
public record EffectInDoubt(Task task, Effect effect, String why) {}
