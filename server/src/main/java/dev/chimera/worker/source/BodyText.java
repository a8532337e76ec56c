package dev.chimera.worker.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a text of bytes: by byte order mark, then as the server says, then as the document says (RFC 7303), then as
 * UTF-8. A label is not believed against the bytes: what is UTF-8 and says that it is Latin-1 is UTF-8, and a single byte
 * that UTF-8 doesn't have is what Windows would write there, without costing the rest.
 */
final class BodyText {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final int PROLOG = 1_024;
    private static final Pattern LABEL = Pattern.compile("charset\\s{0,5}=\\s{0,5}[\"']?([A-Za-z0-9._:-]{1,40})");
    private static final Pattern DECLARED =
            Pattern.compile("<\\?xml[^>]{0,300}encoding\\s{0,5}=\\s{0,5}[\"']([A-Za-z0-9._:-]{1,40})[\"']");

    private BodyText() {}

    /** @param contentType in lower case; empty where the server says nothing */
    static String of(byte[] body, String contentType) {
        if (begins(body, 0xef, 0xbb, 0xbf)) {
            return utf8(body, 3);
        }
        if (begins(body, 0xfe, 0xff) || begins(body, 0, '<', 0)) {
            return text(body, StandardCharsets.UTF_16BE);
        }
        if (begins(body, 0xff, 0xfe) || begins(body, '<', 0)) {
            return text(body, StandardCharsets.UTF_16LE);
        }
        String prolog = new String(body, 0, Math.min(body.length, PROLOG), StandardCharsets.ISO_8859_1);
        for (Matcher label : new Matcher[] {LABEL.matcher(contentType), DECLARED.matcher(prolog)}) {
            Charset charset = label.find() ? charset(label.group(1)) : null;
            if (charset != null && isPlausible(charset, body)) {
                return charset.equals(StandardCharsets.UTF_8) ? utf8(body, 0) : new String(body, charset);
            }
        }
        return utf8(body, 0);
    }

    private static String text(byte[] body, Charset charset) {
        String text = new String(body, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Whether the bytes can be what the label says. */
    private static boolean isPlausible(Charset charset, byte[] body) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return isUtf8(body);
        }
        if (charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")) {
            // Without a byte order mark, and seen not to begin as markup in it does.
            return false;
        }
        boolean oneByteEach = charset.newEncoder().maxBytesPerChar() <= 1;
        return !(oneByteEach && !isAscii(body) && isUtf8(body));
    }

    /** What the web calls Latin-1 has the characters of Windows in it. */
    private static @Nullable Charset charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            boolean latin = charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
            return latin ? WINDOWS : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isAscii(byte[] body) {
        for (byte each : body) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    /** UTF-8, and each byte that is none as Windows would read it. */
    private static String utf8(byte[] body, int from) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body, from, body.length - from);
        CharBuffer out = CharBuffer.allocate(body.length - from + 1);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                break;
            }
            out.put(new String(new byte[] {in.get()}, WINDOWS));
            decoder.reset();
        }
        return out.flip().toString();
    }

    private static boolean begins(byte[] body, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= body.length || (body[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** The first part of a content type, such as {@code text/html}. */
    static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
