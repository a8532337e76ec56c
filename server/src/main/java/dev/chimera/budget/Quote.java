package dev.chimera.budget;

import dev.chimera.failure.Failure;
import java.math.BigDecimal;

/** What one unit of an asset is worth. */
sealed interface Quote {

    record Priced(BigDecimal usd) implements Quote {}

    /** Nobody knows, or what is known is too old. */
    record Missing(Failure failure) implements Quote {}
}
