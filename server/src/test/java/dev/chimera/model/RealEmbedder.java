package dev.chimera.model;

/** The embedder that the product uses, for tests of other packages; one for all of them, since it remembers. */
public final class RealEmbedder {

    private static final Embedder EMBEDDER = new MiniLmEmbedder();

    private RealEmbedder() {}

    public static Embedder get() {
        return EMBEDDER;
    }
}
