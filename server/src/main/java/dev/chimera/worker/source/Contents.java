package dev.chimera.worker.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source holds.
 *
 * @param channel whose feed it is; null for a note
 */
record Contents(
        List<Item> items, List<LeftOut> leftOut, @Nullable Channel channel, RawText raw) {

    Contents {
        items = List.copyOf(items);
        leftOut = List.copyOf(leftOut);
    }
}
