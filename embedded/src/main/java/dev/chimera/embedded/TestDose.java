package dev.chimera.embedded;

/**
 * How much of the same a test does: a small dose in the gate, which everybody waits for, and a long one in
 * {@code ./chimera test --soak}, which sets the system property {@code chimera.soak}. Such a test has the tag
 * {@value #TAG}.
 */
public final class TestDose {

    /** What a class whose doses differ is tagged with: {@code --soak} runs these classes and no others. */
    public static final String TAG = "soak";

    private TestDose() {}

    /** The first in the gate, the second in a soak. */
    public static int of(int gate, int soak) {
        return Boolean.getBoolean("chimera.soak") ? soak : gate;
    }
}
