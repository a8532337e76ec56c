package dev.chimera.broker;

import dev.chimera.campaign.VersionId;
import dev.chimera.tenant.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of one reader that failed by their own fault. Each waits for its next try, which it takes alone, while the others
 * flow. They stay unacknowledged, so a process that ends leaves them to another.
 */
final class Suspects {

    /** Beyond, an entry is left where it is, and comes back when it is reclaimed. */
    private static final int MOST = 1_000;

    private record Key(TenantId tenant, VersionId version) {
        static Key of(Entry entry) {
            return new Key(entry.tenant(), entry.version());
        }
    }

    /** All entries that name the same thing at the same version: a hint is added again after a while. */
    private final Map<Key, List<Entry>> waiting = new LinkedHashMap<>();

    private final Retries<Key> retries = new Retries<>();

    /** How often it has failed in a row by now. */
    int failed(Entry entry) {
        Key key = Key.of(entry);
        if (waiting.containsKey(key) || waiting.size() < MOST) {
            waiting.computeIfAbsent(key, _ -> new ArrayList<>(List.of(entry)));
        }
        return retries.failed(key);
    }

    /** Those of a batch that are not waiting for a try of their own. */
    List<Entry> clearOf(List<Entry> entries) {
        if (waiting.isEmpty()) {
            return entries;
        }
        List<Entry> clear = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            List<Entry> same = waiting.get(Key.of(entry));
            if (same == null) {
                clear.add(entry);
            } else if (same.stream().noneMatch(each -> each.id().equals(entry.id()))) {
                same.add(entry);
            }
        }
        return clear;
    }

    /** Those whose pause is over, one entry of each. */
    List<Entry> due() {
        return waiting.entrySet().stream()
                .filter(each -> retries.isDue(each.getKey()))
                .map(each -> each.getValue().getFirst())
                .toList();
    }

    /** It came through, or was parked: gives all that named it, to be acknowledged. */
    List<Entry> release(Entry entry) {
        Key key = Key.of(entry);
        retries.succeeded(key);
        List<Entry> same = waiting.remove(key);
        return same == null ? List.of(entry) : same;
    }
}
