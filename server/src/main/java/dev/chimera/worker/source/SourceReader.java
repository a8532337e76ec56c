package dev.chimera.worker.source;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.Fetcher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/** Reads every source of a campaign; each fails alone. */
@Component
public class SourceReader {

    /** A feed of 500 long articles is about 3 MB. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AddressReader addresses;

    public SourceReader(Fetcher fetcher) {
        this.addresses = new AddressReader(fetcher, PATIENCE);
    }

    /** Blocks for at most 15 s, however many sources there are: they are read side by side. */
    public Reading read(List<Source> sources) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        List<Reading.Unreadable> unreadable = new ArrayList<>();
        List<RawText> raw = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Contents>> pending = new ArrayList<>();
            for (Source source : sources) {
                pending.add(readers.submit(() -> read(source)));
            }
            for (int i = 0; i < sources.size(); i++) {
                try {
                    Contents contents = pending.get(i).get();
                    items.addAll(contents.items());
                    raw.add(contents.raw());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnreadableSourceException why)) {
                        throw new IllegalStateException("reading a source failed", e.getCause());
                    }
                    String message = why.getMessage() == null ? "" : why.getMessage();
                    unreadable.add(new Reading.Unreadable(sources.get(i).location(), why.code(), message));
                } catch (InterruptedException e) {
                    readers.shutdownNow();
                    throw e;
                }
            }
        }
        return new Reading(items, unreadable, raw);
    }

    private record Contents(List<Item> items, RawText raw) {}

    private Contents read(Source source) throws UnreadableSourceException, InterruptedException {
        String failure = source.failure();
        if (failure != null) {
            int colon = failure.indexOf(':');
            String code = colon > 0 ? failure.substring(0, colon) : "SOURCE_UNREADABLE";
            throw new UnreadableSourceException(
                    code, failure.substring(colon + 1).strip());
        }
        String location = source.location();
        String content = source.content();
        String kind = "";
        if (content == null) {
            AddressReader.Page page = addresses.read(location);
            content = page.text();
            kind = page.contentType();
        }
        if (content.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw UnreadableSourceException.tooLarge(location + ": is larger than 5 MB");
        }
        return new Contents(items(source, content, kind), RawText.of(location, content));
    }

    private static List<Item> items(Source source, String content, String contentType)
            throws UnreadableSourceException {
        String location = source.location();
        String name = location.toLowerCase(Locale.ROOT).replaceAll("[?#].*$", "");
        boolean namedAsFeed = name.endsWith(".xml") || name.endsWith(".rss") || name.endsWith(".atom");
        boolean markup = content.stripLeading().startsWith("<") || content.startsWith("\uFEFF<");
        if (content.isBlank()) {
            throw namedAsFeed
                    ? UnreadableSourceException.notAFeed(location + ": is empty")
                    : UnreadableSourceException.unreadable(location + ": is empty");
        }
        if (namedAsFeed || contentType.contains("xml") || (markup && !name.endsWith(".md"))) {
            return FeedReader.read(
                    location, content.startsWith("\uFEFF") ? content.substring(1) : content, isOwn(source, false));
        }
        boolean markdown = name.endsWith(".md") || name.endsWith(".markdown") || contentType.contains("markdown");
        // The operator wrote a note that is handed in; one that stands somewhere in the web may be anybody's.
        boolean ownNote = isOwn(source, source.content() != null);
        return markdown
                ? NoteReader.readMarkdown(location, content, ownNote)
                : NoteReader.readText(location, content, ownNote);
    }

    private static boolean isOwn(Source source, boolean otherwise) {
        Boolean declared = source.own();
        return declared == null ? otherwise : declared;
    }
}
