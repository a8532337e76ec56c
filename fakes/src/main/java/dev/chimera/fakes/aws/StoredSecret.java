package dev.chimera.fakes.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One secret with its versions: AWSCURRENT is the newest, AWSPREVIOUS the one before. Guarded by its owner. */
final class StoredSecret {

    /** What the caller named the version by, and what it holds. */
    record Version(String id, String value) {}

    private final String name;
    private final Map<String, Version> versions = new HashMap<>();
    private @Nullable Version current;
    private @Nullable Version previous;

    StoredSecret(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    String arn() {
        return "arn:aws:secretsmanager:us-east-1:000000000000:secret:" + name + "-FaKe00";
    }

    Optional<Version> version(String id) {
        return Optional.ofNullable(versions.get(id));
    }

    Optional<Version> stage(String stage) {
        return switch (stage) {
            case "AWSCURRENT" -> Optional.ofNullable(current);
            case "AWSPREVIOUS" -> Optional.ofNullable(previous);
            default -> Optional.empty();
        };
    }

    void put(String id, String value) {
        Version fresh = new Version(id, value);
        versions.put(id, fresh);
        previous = current;
        current = fresh;
    }
}
