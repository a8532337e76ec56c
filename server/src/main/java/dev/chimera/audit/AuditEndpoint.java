package dev.chimera.audit;

import dev.chimera.failure.ChimeraException;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/audit}: every person may read the rows of the own tenant, and prove the whole chain. */
@RestController
@RequestMapping("/v1/audit")
class AuditEndpoint {

    private static final int LONGEST_PAGE = 1_000;

    record Listing(List<AuditRow> rows) {}

    private final AuditTrail trail;
    private final AuditVerifier verifier;
    private final ArchiveVerifier archives;
    /** Verifying reads everything there is: one at a time is enough. */
    private final Semaphore verifying = new Semaphore(1);

    AuditEndpoint(AuditTrail trail, AuditVerifier verifier, ArchiveVerifier archives) {
        this.archives = archives;
        this.trail = trail;
        this.verifier = verifier;
    }

    /**
     * Rows in the order of their numbers: those of a task, or those after a number, from there on; with neither, the
     * newest ones.
     */
    @GetMapping
    Listing list(
            @RequestParam @Nullable UUID task,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit,
            Caller.Person caller) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw ChimeraException.badInput(
                    "INVALID_LIMIT", "limit is " + limit, "give a number from 1 to " + LONGEST_PAGE);
        }
        if (task != null) {
            return new Listing(trail.ofTask(caller.tenant(), new TaskId(task), after == null ? 0 : after, limit));
        }
        return new Listing(
                after == null ? trail.latest(caller.tenant(), limit) : trail.after(caller.tenant(), after, limit));
    }

    /** Names numbers of rows and blocks only, because the chain is one over all tenants. */
    @GetMapping("/verify")
    Verification verify(@RequestParam @Nullable String anchor, Caller.Person caller) {
        begin();
        try {
            return anchor == null ? verifier.verify() : verifier.verify(Anchor.parse(anchor));
        } finally {
            verifying.release();
        }
    }

    /** The body is the file of an archive; it is read as it comes, and kept nowhere. */
    @PostMapping(path = "/verify/archive", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ArchiveProof verifyArchive(InputStream file, Caller.Person caller) throws IOException {
        begin();
        try {
            return archives.prove(file);
        } finally {
            verifying.release();
        }
    }

    private void begin() {
        if (!verifying.tryAcquire()) {
            throw ChimeraException.conflict(
                    "ALREADY_VERIFYING", "the audit log is being verified", "try again when that is done");
        }
    }
}
