package dev.chimera.broker;

import dev.chimera.failure.ChimeraException;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/dead-letters}: entries of the caller's tenant that did not follow the contract, and for those who run
 * the installation, those that name no tenant.
 */
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLetterEndpoint {

    private final DeadLetters letters;

    DeadLetterEndpoint(DeadLetters letters) {
        this.letters = letters;
    }

    record Listing(List<DeadLetters.DeadLetter> deadLetters, long dropped) {}

    record Replayed(String id, boolean replayed) {}

    @GetMapping
    Listing list(Caller.Person caller) {
        caller.require(Role.OPERATOR);
        return new Listing(letters.list(caller), letters.dropped(caller));
    }

    @PostMapping("/{id}/replay")
    Replayed replay(Caller.Person caller, @PathVariable String id) {
        caller.require(Role.OPERATOR);
        if (!id.matches("\\d{1,18}-\\d{1,18}") || !letters.replay(caller, id)) {
            throw ChimeraException.notFound(
                    "DEAD_LETTER_NOT_FOUND", "there is no dead letter " + id, "chimera dead-letters lists them");
        }
        return new Replayed(id, true);
    }
}
