package dev.chimera.judge;

/** A straight line between two measured points, flat outside them: brings a cosine onto the scale of the thresholds. */
record Scale(double fromX, double fromY, double toX, double toY) {

    /** The value {@code fromY} up to {@code fromX}, {@code toY} from {@code toX} on. */
    static Scale between(double fromX, double fromY, double toX, double toY) {
        return new Scale(fromX, fromY, toX, toY);
    }

    double of(double x) {
        double share = Math.clamp((x - fromX) / (toX - fromX), 0.0, 1.0);
        return fromY + share * (toY - fromY);
    }
}
