package dev.chimera.tenant;

import java.util.Optional;

/**
 * Tokens of the two people of the tenant {@code local}, fresh at every start of a server that keeps its data in {@code
 * chimera.home}, and never stored: they open this process and no other, so two servers over one database do not lock each
 * other's people out.
 */
public record LocalTokens(
        ApiKey operatorToken, Caller.Person operator, ApiKey moderatorToken, Caller.Person moderator) {

    /** Whose token this is, if it is one of the two. */
    Optional<Caller> caller(ApiKey key) {
        if (key.matches(operatorToken)) {
            return Optional.of(operator);
        }
        return key.matches(moderatorToken) ? Optional.of(moderator) : Optional.empty();
    }
}
