package dev.chimera.worker.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an http(s) address, within bounds of time, size and redirects.
 *
 * <p>An operator may name a server on the own network; a server out there may not: a redirect from a public address to
 * a private one is refused.
 */
final class AddressReader {

    private static final int MOST_REDIRECTS = 5;
    private static final int OK = 200;
    private static final Pattern DECLARED = Pattern.compile("<\\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._-]{1,40})");

    /** What an address answered with. */
    record Page(String text, String contentType, URI address) {}

    private final HttpClient client;
    private final Duration patience;

    AddressReader(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Page read(String location) throws UnreadableSourceException, InterruptedException {
        URI address = parse(location);
        boolean ownNetwork = isPrivate(address);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<byte[]> answer = get(address);
            int status = answer.statusCode();
            String next = answer.headers().firstValue("location").orElse("");
            if (status / 100 == 3 && !next.isEmpty()) {
                address = parse(resolved(address, next));
                if (!ownNetwork && isPrivate(address)) {
                    throw UnreadableSourceException.unreadable(location + ": leads into a private network");
                }
                continue;
            }
            if (status != OK) {
                throw UnreadableSourceException.unreadable(location + ": answered " + status);
            }
            String type = answer.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
            return new Page(decoded(answer.body(), type), type, address);
        }
        throw UnreadableSourceException.unreadable(location + ": more than " + MOST_REDIRECTS + " redirects");
    }

    private HttpResponse<byte[]> get(URI address) throws UnreadableSourceException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("User-Agent", "Chimera (feed reader)")
                .header("Accept", "application/atom+xml, application/rss+xml, application/xml, text/*;q=0.8")
                .build();
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), SourceReader.MOST_BYTES));
        try {
            // The request's own timeout ends with the headers; this one covers a body that drips.
            return pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw UnreadableSourceException.unreadable(
                    address + ": did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw refused(address, e.getCause());
        } finally {
            pending.cancel(true);
        }
    }

    private static UnreadableSourceException refused(URI address, @Nullable Throwable cause) {
        String message = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
        if (cause instanceof IOException && message.contains("capacity")) {
            return UnreadableSourceException.tooLarge(address + ": is larger than 5 MB");
        }
        String what = cause == null ? "no answer" : cause.getClass().getSimpleName();
        return UnreadableSourceException.unreadable(
                address + ": can't be reached (" + (message.isEmpty() ? what : message) + ")");
    }

    private static String resolved(URI address, String next) throws UnreadableSourceException {
        try {
            return address.resolve(next).toString();
        } catch (IllegalArgumentException e) {
            throw UnreadableSourceException.unreadable(address + ": redirects to something that is no address");
        }
    }

    private static URI parse(String location) throws UnreadableSourceException {
        try {
            URI uri = URI.create(location.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw UnreadableSourceException.unreadable(location + ": is not an address");
        }
        throw UnreadableSourceException.unreadable(location + ": is not an http or https address");
    }

    private static boolean isPrivate(URI address) throws UnreadableSourceException {
        try {
            for (InetAddress ip : InetAddress.getAllByName(address.getHost())) {
                boolean uniqueLocal = ip.getAddress().length == 16 && (ip.getAddress()[0] & 0xfe) == 0xfc;
                if (ip.isLoopbackAddress()
                        || ip.isSiteLocalAddress()
                        || ip.isLinkLocalAddress()
                        || ip.isAnyLocalAddress()
                        || uniqueLocal) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            throw UnreadableSourceException.unreadable(address + ": there is no such host");
        }
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
