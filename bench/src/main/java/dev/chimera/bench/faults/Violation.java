package dev.chimera.bench.faults;

/** Something that must never be. {@code invariant} is I1 to I6 of the design's list of faults, or I7: the ledger of money is balanced. */
record Violation(String invariant, String detail) {}
