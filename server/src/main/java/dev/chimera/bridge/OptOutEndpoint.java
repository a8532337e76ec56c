package dev.chimera.bridge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/opt-outs}: accounts that asked to be left alone. Whoever works here may add one, because that must never
 * wait; only an OPERATOR may take one off.
 */
@RestController
@RequestMapping("/v1/opt-outs")
class OptOutEndpoint {

    private static final int LONGEST_NOTE = 500;

    private final OptOutStore optOuts;

    OptOutEndpoint(OptOutStore optOuts) {
        this.optOuts = optOuts;
    }

    record Listing(List<OptOut> optOuts) {}

    record Request(@Nullable String handle, @Nullable String note) {}

    record Removed(String handle) {}

    @GetMapping
    Listing list(Caller.Person caller) {
        return new Listing(optOuts.list(caller.tenant()));
    }

    @PostMapping
    OptOut add(Caller.Person caller, @RequestBody Request request) {
        String note = request.note() == null ? "" : request.note().strip();
        if (note.length() > LONGEST_NOTE || note.indexOf('\0') >= 0) {
            throw ChimeraException.badInput(
                    "INVALID_NOTE", "a note has at most " + LONGEST_NOTE + " characters", "make it shorter");
        }
        return optOuts.add(caller, Handle.parse(request.handle() == null ? "" : request.handle()), note);
    }

    @DeleteMapping("/{handle}")
    Removed remove(Caller.Person caller, @PathVariable String handle) {
        caller.require(Role.OPERATOR);
        Handle parsed = Handle.parse(handle);
        if (!optOuts.remove(caller, parsed)) {
            throw ChimeraException.notFound(
                    "OPT_OUT_NOT_FOUND", parsed + " has not opted out", "chimera agents opt-outs list shows who has");
        }
        return new Removed(parsed.value());
    }
}
