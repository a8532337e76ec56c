package dev.chimera.wallet;

import dev.chimera.failure.Failure;
import dev.chimera.tenant.TenantId;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code payments}. Whatever changes a state or a nonce needs the wallet's row locked, by {@link #lock}. */
@Repository
class PaymentStore {

    private static final String SELECT = """
            SELECT p.*, l.token, l.decimals
            FROM payments p
            JOIN wallet_limits l ON l.tenant_id = p.tenant_id AND l.wallet_id = p.wallet_id
                                AND l.policy_version = p.policy_version AND l.asset = p.asset
            """;

    private static final String OF_EFFECT = SELECT + "WHERE p.tenant_id = :tenant AND p.effect_id = :effect";

    private static final String BY_ID = SELECT + "WHERE p.tenant_id = :tenant AND p.id = :id";

    private static final String SENDING =
            SELECT + "WHERE p.tenant_id = :tenant AND p.wallet_id = :wallet AND p.state = 'SENDING'";

    private static final String LOCK = "SELECT id FROM wallets WHERE tenant_id = :tenant AND id = :wallet FOR UPDATE";

    private static final String INTEND = """
            WITH numbered AS (
                UPDATE wallets SET next_nonce = next_nonce + 1
                WHERE tenant_id = :tenant AND id = :wallet
                RETURNING next_nonce - 1 AS nonce, policy_version
            )
            INSERT INTO payments (tenant_id, id, wallet_id, effect_id, task_id, to_address, asset, amount, memo,
                                  policy_version, nonce, state)
            SELECT :tenant, :id, :wallet, :effect, :task, :to, :asset, :amount::numeric, :memo, policy_version, nonce,
                   'INTENDED'
            FROM numbered
            """;

    /**
     * What this wallet paid, from whatever account, and what anybody paid from its account. The newest are enough: whoever
     * could pay more often than this in a window has no limit worth the name.
     */
    private static final String WINDOW = """
            SELECT amount, extract(epoch FROM clock_timestamp() - reserved_at) AS age_s FROM (
                SELECT amount, reserved_at FROM (
                    (SELECT tenant_id, id, amount, reserved_at FROM payments
                     WHERE tenant_id = :tenant AND wallet_id = :wallet AND asset = :asset
                       AND state IN ('SENDING', 'CONFIRMED')
                     ORDER BY reserved_at DESC LIMIT :limit)
                    UNION
                    (SELECT tenant_id, id, amount, reserved_at FROM payments
                     WHERE network = :network AND from_address = :address::text AND asset = :asset
                       AND state IN ('SENDING', 'CONFIRMED')
                     ORDER BY reserved_at DESC LIMIT :limit)
                ) paid ORDER BY reserved_at DESC LIMIT :limit
            ) newest ORDER BY reserved_at
            """;

    /** One statement: the one that goes first gets the chain's next nonce, the others follow as they stood. */
    private static final String RENUMBER = """
            WITH renumbered AS (
                SELECT id, :first + row_number() OVER (ORDER BY id <> :id, nonce) - 1 AS nonce
                FROM payments WHERE tenant_id = :tenant AND wallet_id = :wallet AND state = 'INTENDED'
            ), moved AS (
                UPDATE payments p SET nonce = r.nonce FROM renumbered r
                WHERE p.tenant_id = :tenant AND p.id = r.id AND p.nonce <> r.nonce
            )
            UPDATE wallets SET next_nonce = :first + (SELECT count(*) FROM renumbered)
            WHERE tenant_id = :tenant AND id = :wallet
            """;

    /** By the account: a wallet that was given another key has nonces of its own. */
    private static final String HIGHEST_ON_CHAIN = """
            SELECT coalesce(max(nonce), -1) FROM payments
            WHERE network = :network AND from_address = :address::text AND state IN ('CONFIRMED', 'REVERTED')
              AND tx_hash IS NOT NULL
            """;

    private static final String OPEN_ACCOUNT = """
            INSERT INTO accounts (network, address) VALUES (:network, :address) ON CONFLICT DO NOTHING
            """;

    private static final String LOCK_ACCOUNT =
            "SELECT 1 FROM accounts WHERE network = :network AND address = :address FOR UPDATE";

    private static final String OTHERS_SENDING = """
            SELECT EXISTS (SELECT FROM payments
                           WHERE network = :network AND from_address = :address AND state = 'SENDING'
                             AND (tenant_id, wallet_id) <> (:tenant, :wallet))
            """;

    /** Asked with the wallet locked, so that whoever locks it after the last moment has seen every reservation. */
    private static final String RESERVE = """
            UPDATE payments SET state = 'SENDING', reserved_at = clock_timestamp(), from_block = :block, tx_hash = NULL,
                                network = CASE WHEN :address::text IS NOT NULL THEN :network END, from_address = :address,
                                error_code = NULL, error_message = NULL, updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND state = 'INTENDED'
              AND (CAST(:notAfter AS timestamptz) IS NULL OR clock_timestamp() < :notAfter)
            RETURNING extract(epoch FROM CAST(:notAfter AS timestamptz) - clock_timestamp()) AS left_s
            """;

    private static final String FINISH = """
            UPDATE payments SET state = :state, tx_hash = coalesce(:hash, tx_hash), fee_wei = :fee::numeric,
                                error_code = :code, error_message = :message, updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING'
            """;

    /** From when on it counts in its window, and where it could be, is not known: from now on, and anywhere. */
    private static final String CONFIRM_UNSEEN = """
            UPDATE payments SET state = 'CONFIRMED', reserved_at = coalesce(reserved_at, clock_timestamp()),
                                from_block = coalesce(from_block, 0), updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND state IN ('INTENDED', 'SENDING')
            """;

    private static final String PUT_BACK = """
            UPDATE payments SET state = 'INTENDED', reserved_at = NULL, from_block = NULL, tx_hash = NULL,
                                network = NULL, from_address = NULL, updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING'
            """;

    private static final String ABANDON = """
            UPDATE payments SET state = 'FAILED', error_code = :code, error_message = :message, updated_at = now()
            WHERE tenant_id = :tenant AND id = :id AND state IN ('INTENDED', 'SENDING')
            """;

    /** Those behind it move up: they were never sent, so nobody knows their nonces but us. */
    private static final String CLOSE_GAP = """
            WITH moved AS (
                UPDATE payments SET nonce = nonce - 1
                WHERE tenant_id = :tenant AND wallet_id = :wallet AND state = 'INTENDED' AND nonce > :nonce
            )
            UPDATE wallets SET next_nonce = next_nonce - 1
            WHERE tenant_id = :tenant AND id = :wallet AND next_nonce > 0
            """;

    /** A nonce is one transaction's: whoever waits with it, and those behind, make room. */
    private static final String MAKE_ROOM = """
            UPDATE payments SET nonce = nonce + 1
            WHERE tenant_id = :tenant AND wallet_id = :wallet AND state = 'INTENDED' AND nonce >= :nonce
              AND EXISTS (SELECT FROM payments o
                          WHERE o.tenant_id = :tenant AND o.wallet_id = :wallet AND o.state = 'INTENDED'
                            AND o.nonce = :nonce)
            """;

    private static final String CORRECT = """
            UPDATE payments p
            SET state = :state, tx_hash = :hash, fee_wei = :fee::numeric, error_code = :code, error_message = :message,
                updated_at = now()
            WHERE p.tenant_id = :tenant AND p.id = :id AND p.state IN ('FAILED', 'CONFIRMED') AND p.tx_hash IS NULL
              AND p.reserved_at IS NOT NULL AND p.from_block IS NOT NULL
              AND NOT EXISTS (SELECT FROM payments o
                              WHERE o.tenant_id = p.tenant_id AND o.wallet_id = p.wallet_id AND o.id <> p.id
                                AND o.from_address IS NOT DISTINCT FROM p.from_address
                                AND (o.tx_hash = :hash OR (o.state = 'SENDING' AND o.nonce = p.nonce)
                                     OR (o.tx_hash IS NOT NULL AND o.nonce = p.nonce)))
            """;

    private static final String NEXT_NONCE = """
            UPDATE wallets w SET next_nonce = greatest(:nonce + 1, (
                SELECT coalesce(max(p.nonce) + 1, 0) FROM payments p
                WHERE p.tenant_id = :tenant AND p.wallet_id = :wallet AND p.state IN ('INTENDED', 'SENDING')))
            WHERE w.tenant_id = :tenant AND w.id = :wallet
            """;

    private static final int MOST_IN_WINDOW = 10_000;

    /**
     * How long a payment may be sent when its call names no last moment, as an agent's own call does not: long enough for a
     * broadcast, and so short that two minutes later nobody sends it any more and a person can decide about it.
     */
    static final Duration VALID_FOR = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    PaymentStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Payment> ofEffect(TenantId tenant, UUID effect) {
        return jdbc.sql(OF_EFFECT)
                .param("tenant", tenant.value())
                .param("effect", effect)
                .query(PaymentStore::payment)
                .optional();
    }

    Optional<Payment> find(TenantId tenant, UUID id) {
        return jdbc.sql(BY_ID)
                .param("tenant", tenant.value())
                .param("id", id)
                .query(PaymentStore::payment)
                .optional();
    }

    Optional<Payment> sending(Wallet wallet) {
        return ofWallet(SENDING, wallet.tenant(), wallet.id())
                .query(PaymentStore::payment)
                .optional();
    }

    void lock(TenantId tenant, UUID wallet) {
        ofWallet(LOCK, tenant, wallet).query(UUID.class).single();
    }

    void intend(Wallet wallet, UUID id, PaymentIntent intent) {
        ofWallet(INTEND, wallet.tenant(), wallet.id())
                .param("id", id)
                .param("effect", intent.effect())
                .param("task", intent.task())
                .param("to", intent.to().value())
                .param("asset", intent.asset().symbol())
                .param("amount", intent.amount().toString())
                .param("memo", intent.memo())
                .update();
    }

    WindowUse window(Wallet wallet, String asset) {
        return new WindowUse(ofAccount(WINDOW, wallet)
                .param("tenant", wallet.tenant().value())
                .param("wallet", wallet.id())
                .param("asset", asset)
                .param("limit", MOST_IN_WINDOW)
                .query((row, number) -> new WindowUse.Entry(
                        PolicyStore.units(row, "amount"), Duration.ofMillis((long) (row.getDouble("age_s") * 1000))))
                .list());
    }

    long highestOnChain(Wallet wallet) {
        return ofAccount(HIGHEST_ON_CHAIN, wallet).query(Long.class).single();
    }

    /**
     * Locks the account that this wallet pays from, against everybody else who has its key: after the wallet, and nothing is
     * locked after it. Nothing where the address is not known yet.
     *
     * @return whether another wallet's payment from it is SENDING
     */
    boolean lockAccount(Wallet wallet) {
        if (wallet.address() == null) {
            return false;
        }
        ofAccount(OPEN_ACCOUNT, wallet).update();
        ofAccount(LOCK_ACCOUNT, wallet).query(Integer.class).single();
        return ofAccount(OTHERS_SENDING, wallet)
                .param("tenant", wallet.tenant().value())
                .param("wallet", wallet.id())
                .query(Boolean.class)
                .single();
    }

    private JdbcClient.StatementSpec ofAccount(String sql, Wallet wallet) {
        EvmAddress address = wallet.address();
        return jdbc.sql(sql)
                .param("network", wallet.network().label())
                .param("address", address == null ? null : address.value());
    }

    void renumber(Payment goesFirst, long chainNonce) {
        ofWallet(RENUMBER, goesFirst.tenant(), goesFirst.wallet())
                .param("id", goesFirst.id())
                .param("first", chainNonce)
                .update();
    }

    /**
     * INTENDED to SENDING, from the account of this wallet.
     *
     * @param notAfter the call's last moment; null: {@link #VALID_FOR} from now on
     * @return how much time is left to send it; empty when it was too late, or not INTENDED
     */
    Optional<Duration> reserve(Wallet wallet, Payment payment, long fromBlock, @Nullable Instant notAfter) {
        return ofAccount(RESERVE, wallet)
                .param("tenant", payment.tenant().value())
                .param("id", payment.id())
                .param("block", fromBlock)
                .param("notAfter", notAfter == null ? null : notAfter.atOffset(ZoneOffset.UTC))
                .query((row, number) -> {
                    double left = row.getDouble("left_s");
                    return row.wasNull() ? VALID_FOR : Duration.ofMillis((long) (left * 1000));
                })
                .optional();
    }

    /** SENDING to a final state; false when somebody else did that. */
    boolean finish(
            Payment payment,
            PaymentState state,
            @Nullable String hash,
            @Nullable BigInteger feeWei,
            @Nullable Failure failure) {
        return jdbc.sql(FINISH)
                        .param("tenant", payment.tenant().value())
                        .param("id", payment.id())
                        .param("state", state.name())
                        .param("hash", hash)
                        .param("fee", feeWei == null ? null : feeWei.toString())
                        .param("code", failure == null ? null : failure.code())
                        .param("message", failure == null ? null : failure.message())
                        .update()
                == 1;
    }

    void confirmUnseen(Payment payment) {
        jdbc.sql(CONFIRM_UNSEEN)
                .param("tenant", payment.tenant().value())
                .param("id", payment.id())
                .update();
    }

    /** FAILED, or CONFIRMED without a transaction, to CONFIRMED with one, or to REVERTED where there is a failure. */
    boolean correct(Payment payment, String hash, BigInteger feeWei, @Nullable Failure failure) {
        boolean corrected = jdbc.sql(CORRECT)
                        .param("tenant", payment.tenant().value())
                        .param("id", payment.id())
                        .param("state", failure == null ? "CONFIRMED" : "REVERTED")
                        .param("hash", hash)
                        .param("fee", feeWei.toString())
                        .param("code", failure == null ? null : failure.code())
                        .param("message", failure == null ? null : failure.message())
                        .update()
                == 1;
        if (corrected) {
            ofWallet(MAKE_ROOM, payment.tenant(), payment.wallet())
                    .param("nonce", payment.nonce())
                    .update();
            ofWallet(NEXT_NONCE, payment.tenant(), payment.wallet())
                    .param("nonce", payment.nonce())
                    .update();
        }
        return corrected;
    }

    boolean putBack(Payment payment) {
        return jdbc.sql(PUT_BACK)
                        .param("tenant", payment.tenant().value())
                        .param("id", payment.id())
                        .update()
                == 1;
    }

    boolean abandon(Payment payment, Failure failure) {
        boolean abandoned = jdbc.sql(ABANDON)
                        .param("tenant", payment.tenant().value())
                        .param("id", payment.id())
                        .param("code", failure.code())
                        .param("message", failure.message())
                        .update()
                == 1;
        if (abandoned) {
            ofWallet(CLOSE_GAP, payment.tenant(), payment.wallet())
                    .param("nonce", payment.nonce())
                    .update();
        }
        return abandoned;
    }

    private JdbcClient.StatementSpec ofWallet(String sql, TenantId tenant, UUID wallet) {
        return jdbc.sql(sql).param("tenant", tenant.value()).param("wallet", wallet);
    }

    static Payment payment(ResultSet row, int number) throws SQLException {
        String token = row.getString("token");
        String code = row.getString("error_code");
        long fromBlock = row.getLong("from_block");
        boolean unsent = row.wasNull();
        return new Payment(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                Objects.requireNonNull(row.getObject("id", UUID.class)),
                Objects.requireNonNull(row.getObject("wallet_id", UUID.class)),
                row.getObject("effect_id", UUID.class),
                row.getObject("task_id", UUID.class),
                EvmAddress.parse(row.getString("to_address")),
                new Asset(
                        row.getString("asset"), token == null ? null : EvmAddress.parse(token), row.getInt("decimals")),
                PolicyStore.units(row, "amount"),
                row.getString("memo"),
                row.getInt("policy_version"),
                row.getLong("nonce"),
                PaymentState.valueOf(row.getString("state")),
                unsent ? null : fromBlock,
                row.getString("tx_hash"),
                row.getBigDecimal("fee_wei") == null ? null : PolicyStore.units(row, "fee_wei"),
                code == null ? null : Failure.of(code, String.valueOf(row.getString("error_message"))));
    }
}
