package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.failure.Failure;
import dev.chimera.tool.WalletAnswer;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Looks a payment up: in our own table first, and on the chain when it is SENDING, by the nonce, which no other payment has.
 * What the chain says is recorded.
 */
@Component
@Conditional(HasBridgeRole.class)
class PaymentLookup {

    private final Payments payments;
    private final Chain chain;
    private final PaymentAudit audit;
    private final TransactionTemplate transactions;

    PaymentLookup(Payments payments, Chain chain, PaymentAudit audit, TransactionTemplate transactions) {
        this.payments = payments;
        this.chain = chain;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** How a payment stands. */
    enum Standing {
        CONFIRMED,
        REVERTED,
        FAILED,
        /** The network has it, and no block yet. */
        PENDING,
        /** Neither we nor the chain know of its having been sent. */
        NOT_FOUND
    }

    record Found(Standing standing, Optional<Payment> payment) {}

    /**
     * How the payment of this effect stands.
     *
     * @throws UnreadableChainException when nobody could look
     */
    Found look(Author author) {
        UUID effect = Objects.requireNonNull(author.effect());
        Optional<Payment> payment = payments.ofEffect(author.tenant(), effect);
        if (payment.isEmpty()) {
            return new Found(Standing.NOT_FOUND, payment);
        }
        Standing standing = standing(author, payment.get());
        return new Found(standing, payments.ofEffect(author.tenant(), effect));
    }

    /**
     * Settles a payment that is SENDING when the chain knows it; leaves it as it is when not.
     *
     * @throws UnreadableChainException when nobody could look
     */
    Standing settle(Author author, Wallet wallet, Payment payment) {
        return switch (chain.find(wallet, payment)) {
            case WalletAnswer.Done done -> onChain(author, payment, done.content());
            case WalletAnswer.Failed failed ->
                throw new UnreadableChainException(failed.code() + ": " + failed.message());
            case WalletAnswer.NotAsked notAsked -> throw new UnreadableChainException(notAsked.why());
            case WalletAnswer.NoAnswer noAnswer -> throw new UnreadableChainException(noAnswer.why());
        };
    }

    private Standing standing(Author author, Payment payment) {
        return switch (payment.state()) {
            case CONFIRMED -> payment.hash() == null ? late(author, payment, Standing.CONFIRMED) : Standing.CONFIRMED;
            case REVERTED -> Standing.REVERTED;
            case FAILED -> late(author, payment, Standing.FAILED);
            case INTENDED -> Standing.NOT_FOUND;
            case SENDING -> settle(author, payments.required(author.tenant(), author.agent()), payment);
        };
    }

    /**
     * A person has decided about it, and its nonce went to the next one. Where the chain has this one all the same, the
     * record is set right; otherwise it stays as the person said.
     */
    Standing late(Author author, Payment payment, Standing said) {
        if (payment.fromBlock() == null) {
            return said;
        }
        return switch (chain.find(payments.required(author.tenant(), author.agent()), payment)) {
            case WalletAnswer.Done done
            when done.content().path("state").asString("").equals("mined") && isOurs(payment, done.content()) ->
                corrected(author, payment, done.content(), said);
            case WalletAnswer.Done _ -> said;
            case WalletAnswer.Failed failed ->
                throw new UnreadableChainException(failed.code() + ": " + failed.message());
            case WalletAnswer.NotAsked notAsked -> throw new UnreadableChainException(notAsked.why());
            case WalletAnswer.NoAnswer noAnswer -> throw new UnreadableChainException(noAnswer.why());
        };
    }

    private Standing corrected(Author author, Payment payment, JsonNode found, Standing said) {
        String hash = ChainAnswers.hash(found);
        BigInteger fee = ChainAnswers.units(found.path("fee_wei"));
        if (hash == null || fee == null) {
            throw new UnreadableChainException("it does not say which transaction it is, or what it cost");
        }
        Optional<Failure> failure = failure(found, hash);
        return Boolean.TRUE.equals(transactions.execute(status -> {
                    boolean corrected = failure.isEmpty()
                            ? payments.found(payment, hash, fee)
                            : payments.foundReverted(payment, hash, fee, failure.get());
                    if (corrected) {
                        audit.corrected(author, payment, hash, fee, failure.orElse(null));
                    }
                    return corrected;
                }))
                ? failure.isEmpty() ? Standing.CONFIRMED : Standing.REVERTED
                : said;
    }

    private Standing onChain(Author author, Payment payment, JsonNode found) {
        return switch (found.path("state").asString("")) {
            case "pending" -> Standing.PENDING;
            case "none" -> Standing.NOT_FOUND;
            case "mined" -> {
                String hash = ChainAnswers.hash(found);
                if (hash == null) {
                    throw new UnreadableChainException("it names no transaction");
                }
                yield mined(author, payment, hash, found);
            }
            default -> throw new UnreadableChainException("its answer has another form than agreed");
        };
    }

    private Standing mined(Author author, Payment payment, String hash, JsonNode found) {
        BigInteger fee = ChainAnswers.units(found.path("fee_wei"));
        if (!isOurs(payment, found)) {
            // The nonce is gone, so this payment can never be mined any more.
            Failure taken = Failure.of("NONCE_USED", "another transaction, " + hash + ", took its place on the chain");
            transactions.executeWithoutResult(status -> {
                if (payments.abandon(payment, taken)) {
                    audit.failed(author, payment, taken);
                }
            });
            return Standing.FAILED;
        }
        if (fee == null) {
            throw new UnreadableChainException("it does not say what " + hash + " cost");
        }
        return failure(found, hash)
                .map(failure -> reverted(author, payment, hash, fee, failure))
                .orElseGet(() -> confirmed(author, payment, hash, fee));
    }

    /** Why a transaction that was mined paid nothing; empty when it paid. */
    private static Optional<Failure> failure(JsonNode found, String hash) {
        return switch (found.path("status").asString("")) {
            case "success" -> Optional.empty();
            case "no_transfer" -> Optional.of(Failure.of("TOKEN_REFUSED", "the token moved nothing"));
            case "reverted" -> Optional.of(Failure.of("TX_REVERTED", "the transaction was reverted on the chain"));
            default -> throw new UnreadableChainException("it does not say how " + hash + " ended");
        };
    }

    private Standing confirmed(Author author, Payment payment, String hash, BigInteger fee) {
        transactions.executeWithoutResult(status -> {
            if (payments.confirm(payment, hash, fee)) {
                audit.confirmed(author, payment, hash, fee);
            }
        });
        return Standing.CONFIRMED;
    }

    private Standing reverted(Author author, Payment payment, String hash, BigInteger fee, Failure failure) {
        transactions.executeWithoutResult(status -> {
            if (payments.revert(payment, hash, fee, failure)) {
                audit.reverted(author, payment, hash, fee, failure.code(), failure.message());
            }
        });
        return Standing.REVERTED;
    }

    /** A transaction with our nonce that does something else was made elsewhere, with the same key. */
    private static boolean isOurs(Payment payment, JsonNode found) {
        if (payment.asset().token() == null) {
            return ChainAnswers.isAddress(found.path("to"), payment.to())
                    && payment.amount().equals(ChainAnswers.units(found.path("value_wei")));
        }
        JsonNode transfer = found.path("transfer");
        return ChainAnswers.isAddress(transfer.path("token"), payment.asset().token())
                && ChainAnswers.isAddress(transfer.path("to"), payment.to())
                && payment.amount().equals(ChainAnswers.units(transfer.path("amount")));
    }
}
