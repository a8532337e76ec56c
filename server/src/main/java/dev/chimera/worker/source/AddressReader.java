package dev.chimera.worker.source;

import dev.chimera.fetch.Answer;
import dev.chimera.fetch.Errand;
import dev.chimera.fetch.FetchException;
import dev.chimera.fetch.Fetcher;
import dev.chimera.fetch.WebAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an http(s) address, within bounds of time, size and redirects, and as {@link Fetcher} lets it. */
final class AddressReader {

    private static final int OK = 200;
    private static final Pattern DECLARED = Pattern.compile("<\\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._-]{1,40})");

    /** What an address answered with. */
    record Page(String text, String contentType, URI address) {}

    private final Fetcher fetcher;
    private final Errand errand;

    AddressReader(Fetcher fetcher, Duration patience) {
        this.fetcher = fetcher;
        this.errand = new Errand(
                "Chimera (feed reader)",
                "application/atom+xml, application/rss+xml, application/xml, text/*;q=0.8",
                patience,
                patience);
    }

    Page read(String location) throws UnreadableSourceException, InterruptedException {
        try {
            return fetcher.get(WebAddress.parse(location), errand, AddressReader::page);
        } catch (FetchException e) {
            throw UnreadableSourceException.of(e);
        }
    }

    private static Page page(Answer answer) throws IOException {
        if (answer.status() != OK) {
            throw new FetchException("SOURCE_UNREADABLE", answer.address() + ": answered " + answer.status());
        }
        byte[] body = answer.body().readNBytes(SourceReader.MOST_BYTES + 1);
        if (body.length > SourceReader.MOST_BYTES) {
            throw new FetchException("SOURCE_TOO_LARGE", answer.address() + ": is larger than 5 MB");
        }
        String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        return new Page(decoded(body, type), type, answer.address().uri());
    }

    /** By byte order mark, then as the server says, then as the document says, then UTF-8, then what old pages are. */
    static String decoded(byte[] body, String contentType) {
        if (body.length > 2 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb && (body[2] & 0xff) == 0xbf) {
            return new String(body, 3, body.length - 3, StandardCharsets.UTF_8);
        }
        if (body.length > 1 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) == 0xfeff) {
            return new String(body, StandardCharsets.UTF_16);
        }
        if (body.length > 1 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) == 0xfffe) {
            return new String(body, StandardCharsets.UTF_16);
        }
        String prolog = new String(body, 0, Math.min(body.length, 200), StandardCharsets.ISO_8859_1);
        for (Matcher named : new Matcher[] {CHARSET.matcher(contentType), DECLARED.matcher(prolog)}) {
            Charset charset = named.find() ? charset(named.group(1)) : null;
            if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
                return new String(body, charset);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(body, Charset.forName("windows-1252"));
        }
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}
