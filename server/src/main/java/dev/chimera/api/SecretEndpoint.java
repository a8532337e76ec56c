package dev.chimera.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.SecretNames;
import dev.chimera.secret.Secrets;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/secrets}: which names of secrets that a tenant's agents use resolve here and now; never a value. */
@RestController
class SecretEndpoint {

    /** A store that is away costs its timeout for each name: so not one after the other, and not all at once. */
    private static final int SIDE_BY_SIDE = 16;

    private final Secrets secrets;
    private final List<SecretNames> rooms;

    SecretEndpoint(Secrets secrets, List<SecretNames> rooms) {
        this.secrets = secrets;
        this.rooms = rooms;
    }

    /** @param error why it does not resolve; absent when it does */
    record Checked(
            String name,
            boolean resolves,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Failure error) {}

    record Listing(List<Checked> secrets) {}

    @GetMapping("/v1/secrets")
    Listing check(Caller.Person caller) throws InterruptedException {
        caller.require(Role.OPERATOR);
        List<SecretName> names = rooms.stream()
                .flatMap(room -> room.of(caller.tenant().value()).stream())
                .distinct()
                .sorted(Comparator.comparing(SecretName::toString))
                .toList();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
            return new Listing(
                    threads
                            .invokeAll(names.stream()
                                    .map(name -> (Callable<Checked>) () -> checked(caller, name))
                                    .toList())
                            .stream()
                            .map(SecretEndpoint::result)
                            .toList());
        }
    }

    private Checked checked(Caller.Person caller, SecretName name) {
        try {
            secrets.resolve(caller.tenant().value(), name);
            return new Checked(name.toString(), true, null);
        } catch (ChimeraException e) {
            return new Checked(name.toString(), false, e.failure());
        }
    }

    private static Checked result(Future<Checked> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a secret could not be checked", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while secrets were checked", e);
        }
    }
}
