package dev.chimera.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.budget.Balance;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The check at the end of every test that may have spent something. */
public final class BalancedLedger {

    private BalancedLedger() {}

    /** Fails with a sentence for everything that does not add up. */
    public static void check(JdbcClient jdbc) {
        assertThat(Balance.violations(jdbc)).as("what is wrong in the ledger").isEmpty();
    }

    /** The same for a server that ends, whose database the test may have stopped: then there is nothing to sum. */
    static void checkIfThere(JdbcClient jdbc) {
        try {
            check(jdbc);
        } catch (DataAccessResourceFailureException _) {
            return;
        }
    }
}
