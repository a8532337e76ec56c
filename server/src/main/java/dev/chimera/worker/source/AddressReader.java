package dev.chimera.worker.source;

import dev.chimera.fetch.Answer;
import dev.chimera.fetch.Errand;
import dev.chimera.fetch.FetchException;
import dev.chimera.fetch.Fetcher;
import dev.chimera.fetch.WebAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** Reads an http(s) address, within bounds of time, size and redirects, and as {@link Fetcher} lets it. */
final class AddressReader {

    private static final int OK = 200;

    /** What an address answered with. */
    record Page(String text, String contentType, URI address) {}

    private final Fetcher fetcher;
    private final Errand errand;

    AddressReader(Fetcher fetcher, Duration patience) {
        this.fetcher = fetcher;
        this.errand = new Errand(
                "Chimera (feed reader)",
                "application/atom+xml, application/rss+xml, application/feed+json, application/xml,"
                        + " application/json;q=0.9, text/*;q=0.8",
                patience,
                patience);
    }

    Page read(String location, Room room) throws UnreadableSourceException, InterruptedException {
        try {
            return fetcher.get(WebAddress.parse(location), errand, answer -> page(answer, room));
        } catch (FetchException e) {
            throw UnreadableSourceException.of(e);
        }
    }

    private static Page page(Answer answer, Room room) throws IOException {
        if (answer.status() != OK) {
            throw new FetchException("SOURCE_UNREADABLE", answer.address() + ": answered " + answer.status());
        }
        byte[] body = room.read(answer.address().toString(), answer.body(), SourceReader.MOST_BYTES + 1);
        if (body.length > SourceReader.MOST_BYTES) {
            throw new FetchException("SOURCE_TOO_LARGE", answer.address() + ": is larger than 5 MB");
        }
        byte[] unpacked = Unpacked.of(
                answer.address().toString(),
                body,
                answer.header("content-encoding").orElse(""),
                room);
        String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        return new Page(BodyText.of(unpacked, type), type, answer.address().uri());
    }
}
