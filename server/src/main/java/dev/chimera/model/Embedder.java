package dev.chimera.model;

import java.util.List;

/** Turns text into vectors whose cosine says how near two meanings are. */
public interface Embedder {

    /**
     * Vectors of unit length, in the order of the texts. Blocks for about 5 ms a sentence; safe for many threads.
     * Text past the model's 256 word pieces does not count.
     */
    List<float[]> embedAll(List<String> texts);

    default float[] embed(String text) {
        return embedAll(List.of(text)).getFirst();
    }

    /** all-MiniLM-L6-v2 from a jar, for whoever stands outside the Spring context, such as a test or a benchmark. */
    static Embedder miniLm() {
        return new MiniLmEmbedder();
    }

    /** Cosine of two vectors of unit length: -1 to 1, and 1 for the same direction. */
    static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
