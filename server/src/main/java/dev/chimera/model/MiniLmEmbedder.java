package dev.chimera.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * all-MiniLM-L6-v2, quantized, 384 dimensions, from a jar. Loaded by the first text (about a second), or by {@link
 * EmbedderLoading} before, so that a process that never embeds does not carry it.
 */
@Component
class MiniLmEmbedder implements Embedder {

    /** Goals, persona lines and earlier posts come again and again: 4,096 vectors are 6 MB. */
    private static final int REMEMBERED = 4_096;

    private final Cache<String, float[]> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private static final class Loaded {
        static final AllMiniLmL6V2QuantizedEmbeddingModel MODEL =
                new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }

    /** Returns when the model is loaded and has embedded something, which is when its native code is warm. */
    static void load() {
        Loaded.MODEL.embed("ready");
    }

    @Override
    public List<float[]> embedAll(List<String> texts) {
        return texts.stream()
                .map(text -> known.get(
                        text,
                        fresh -> Loaded.MODEL
                                .embed(TextSegment.from(fresh.isBlank() ? "." : fresh))
                                .content()
                                .vector()))
                .toList();
    }
}
