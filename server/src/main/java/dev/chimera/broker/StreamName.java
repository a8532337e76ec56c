package dev.chimera.broker;

import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stream and the one group that reads it.
 *
 * @param key the Redis key, such as {@code chimera:tasks:RESEARCH}
 * @param group who reads it: {@code planner}, {@code worker}, {@code judge} or {@code effect}
 */
public record StreamName(String key, String group) {

    public static final StreamName GOALS = new StreamName("chimera:goals", "planner");
    public static final StreamName REVIEWS = new StreamName("chimera:reviews", "judge");
    public static final StreamName EFFECTS = new StreamName("chimera:effects", "effect");
    public static final String DEAD_LETTERS = "chimera:dead-letters";

    static final String DROPPED = ":dropped";

    public static StreamName tasks(TaskType type) {
        return new StreamName("chimera:tasks:" + type, "worker");
    }

    /** Every stream that carries work, with one partition. */
    public static List<StreamName> all() {
        return Stream.concat(
                        Stream.of(GOALS),
                        Stream.concat(
                                Arrays.stream(TaskType.values()).map(StreamName::tasks), Stream.of(REVIEWS, EFFECTS)))
                .toList();
    }

    /**
     * The partition that a tenant's hints go to: the stream itself where there is one, else {@code key:N}. Partitions are
     * different keys, so that a Redis Cluster spreads them.
     */
    StreamName partition(TenantId tenant, int partitions) {
        return partition(Math.floorMod(tenant.value().hashCode(), partitions));
    }

    StreamName partition(int number) {
        return number == 0 ? this : new StreamName(key + ":" + number, group);
    }

    /** The versions of a tenant that wait in this stream. The hash tag puts it into the stream's own cluster slot. */
    String hintedKey(TenantId tenant) {
        return "{" + key + "}:hinted:" + tenant;
    }
}
