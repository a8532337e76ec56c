package dev.chimera.worker.source;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.Fetcher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads every source of a campaign; each fails alone. */
@Component
public class SourceReader {

    /** A feed of 500 long articles is about 3 MB. */
    public static final int MOST_BYTES = 5 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AddressReader addresses;

    public SourceReader(Fetcher fetcher) {
        this.addresses = new AddressReader(fetcher, PATIENCE);
    }

    /** All of them, whatever room they take. */
    public Reading read(List<Source> sources) throws InterruptedException {
        return read(sources, new Room(Long.MAX_VALUE));
    }

    /**
     * Blocks for at most 15 s, however many sources there are: they are read side by side. One for which there is no room
     * is unreadable, SOURCES_TOO_LARGE; files come before addresses, and each in the order of the campaign file.
     */
    public Reading read(List<Source> sources, Room room) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        List<Reading.Unreadable> unreadable = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        List<RawText> raw = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Contents>> pending = new ArrayList<>();
            for (Source source : sources) {
                String content = source.content();
                boolean fits = content == null || room.take(content.getBytes(StandardCharsets.UTF_8).length);
                pending.add(readers.submit(() -> read(source, fits, room)));
            }
            for (int i = 0; i < sources.size(); i++) {
                try {
                    Contents contents = pending.get(i).get();
                    items.addAll(contents.items());
                    leftOut.addAll(contents.leftOut());
                    if (contents.channel() != null && sources.get(i).own() == null) {
                        channels.add(contents.channel());
                    }
                    raw.add(contents.raw());
                } catch (ExecutionException e) {
                    unreadable.add(failed(sources.get(i).location(), e.getCause()));
                } catch (InterruptedException e) {
                    readers.shutdownNow();
                    throw e;
                }
            }
        }
        return new Reading(items, unreadable, leftOut, channels, raw);
    }

    /** What a library throws at a document that was made to break it costs that document, and no other. */
    private static Reading.Unreadable failed(String location, @Nullable Throwable cause) {
        if (cause instanceof UnreadableSourceException why) {
            String message = why.getMessage() == null ? "" : why.getMessage();
            return new Reading.Unreadable(location, why.code(), message);
        }
        LOG.warn("reading {} failed", location, cause);
        String what = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new Reading.Unreadable(location, "SOURCE_UNREADABLE", location + ": can't be read" + what);
    }

    private Contents read(Source source, boolean fits, Room room)
            throws UnreadableSourceException, InterruptedException {
        String failure = source.failure();
        if (failure != null) {
            int colon = failure.indexOf(':');
            String code = colon > 0 ? failure.substring(0, colon) : "SOURCE_UNREADABLE";
            throw new UnreadableSourceException(
                    code, failure.substring(colon + 1).strip());
        }
        if (!fits) {
            throw new UnreadableSourceException(Room.CODE, source.location() + ": " + Room.REFUSAL);
        }
        String content = source.content();
        if (content != null) {
            return contents(source, content, "", null);
        }
        AddressReader.Page page = addresses.read(source.location(), room);
        return contents(source, page.text(), page.contentType(), page.address().toString());
    }

    /** @param address where it was found; null for a file */
    private static Contents contents(Source source, String text, String contentType, @Nullable String address)
            throws UnreadableSourceException {
        String location = source.location();
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw UnreadableSourceException.tooLarge(location + ": is larger than 5 MB");
        }
        String content = TerminalEscapes.takenFrom(text.startsWith("\uFEFF") ? text.substring(1) : text);
        SourceKind kind = SourceKind.of(location, content, contentType);
        if (kind == SourceKind.MARKDOWN || kind == SourceKind.TEXT) {
            NoteReader.boundLines(location, content);
        }
        // The operator wrote a note that is handed in; one that stands somewhere in the web may be anybody's.
        boolean note = kind == SourceKind.MARKDOWN || kind == SourceKind.TEXT;
        boolean own = isOwn(source, note && source.content() != null);
        Contents contents = switch (kind) {
            case FEED -> FeedReader.read(location, content, own, address);
            case JSON_FEED -> JsonFeedReader.read(location, content, own, address);
            case MARKDOWN -> NoteReader.readMarkdown(location, content, own);
            case TEXT -> NoteReader.readText(location, content, own);
        };
        if (contents.items().isEmpty() && contents.leftOut().isEmpty()) {
            throw UnreadableSourceException.empty(location + ": has no text that can be used");
        }
        return contents;
    }

    private static boolean isOwn(Source source, boolean otherwise) {
        Boolean declared = source.own();
        return declared == null ? otherwise : declared;
    }
}
