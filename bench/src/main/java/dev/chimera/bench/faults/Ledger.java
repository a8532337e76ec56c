package dev.chimera.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The ledger's file, one JSON object a line, as the {@link Recorder} wrote it. */
record Ledger(List<LedgerEntry> entries) {

    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    Ledger {
        entries = List.copyOf(entries);
    }

    /** Every entry so far; a line that is still being written does not count yet. */
    static Ledger read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Ledger(List.of());
        }
        String text = Files.readString(file, UTF_8);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return new Ledger(whole.lines()
                .map(line -> JSON.readValue(line, LedgerEntry.class))
                .toList());
    }

    Set<UUID> effects() {
        return entries.stream().map(LedgerEntry::effectId).collect(Collectors.toUnmodifiableSet());
    }
}
