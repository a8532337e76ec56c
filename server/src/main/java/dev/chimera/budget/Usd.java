package dev.chimera.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of US dollars, as {@code NUMERIC(18,6)} holds it.
 *
 * @param amount not negative, under a million millions, with six decimals
 */
public record Usd(BigDecimal amount) implements Comparable<Usd> {

    private static final int DECIMALS = 6;
    private static final int SHOWN_DECIMALS = 2;
    private static final BigDecimal BOUND = BigDecimal.TEN.pow(12);

    public static final Usd ZERO = new Usd(BigDecimal.ZERO);

    /** @throws IllegalArgumentException when it is negative, too much, or finer than a millionth */
    public Usd {
        if (amount.signum() < 0 || amount.compareTo(BOUND) >= 0) {
            throw new IllegalArgumentException("not an amount of US dollars from 0 to under 10^12");
        }
        if (amount.stripTrailingZeros().scale() > DECIMALS) {
            throw new IllegalArgumentException("finer than a millionth of a US dollar: " + amount);
        }
        amount = amount.setScale(DECIMALS, RoundingMode.UNNECESSARY);
    }

    /** @throws IllegalArgumentException as the constructor, and when it is no number */
    public static Usd of(String amount) {
        return new Usd(new BigDecimal(amount));
    }

    /**
     * What a quantity is worth at a price per unit; a part of a millionth counts as a whole one, so that nothing that
     * costs is free.
     *
     * @throws IllegalArgumentException when that is too much
     */
    static Usd worth(BigDecimal quantity, BigDecimal price) {
        BigDecimal exact = quantity.multiply(price);
        if (exact.compareTo(BOUND) >= 0) {
            throw new IllegalArgumentException("worth 10^12 US dollars or more");
        }
        return new Usd(exact.setScale(DECIMALS, RoundingMode.CEILING));
    }

    public Usd plus(Usd other) {
        return new Usd(amount.add(other.amount));
    }

    /** What is left of it after the other; zero when that is more. */
    public Usd less(Usd other) {
        return compareTo(other) <= 0 ? ZERO : new Usd(amount.subtract(other.amount));
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** With two decimals, and more only where they say something: 0.20, 0.015. */
    public BigDecimal shown() {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < SHOWN_DECIMALS
                ? stripped.setScale(SHOWN_DECIMALS, RoundingMode.UNNECESSARY)
                : stripped;
    }

    @Override
    public int compareTo(Usd other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public String toString() {
        return "$" + shown().toPlainString();
    }
}
