package dev.chimera.judge;

/** One named part of a score: its value, 0 to 1, and why. */
public record Part(String name, double value, String why) {}
