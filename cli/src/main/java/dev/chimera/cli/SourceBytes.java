package dev.chimera.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The text of a source's bytes: unpacked where they are gzip, then by byte order mark, by the XML declaration, or as UTF-8.
 * A feed is read whatever bytes stand in it, since somebody else wrote it; a note that is no UTF-8 is its author's to save
 * again.
 */
final class SourceBytes {

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static final Pattern XML_DECLARATION =
            Pattern.compile("\\A\\s*(<\\?xml\\b[^>]*?)\\s+encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");

    private SourceBytes() {}

    /** @throws CharacterCodingException for what is no text; IOException for what can't be unpacked or is too large */
    static String text(byte[] file) throws IOException {
        byte[] bytes = unpacked(file);
        String text = decoded(bytes);
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        // The declaration spoke of bytes, and these are characters now.
        String undeclared = XML_DECLARATION.matcher(plain).replaceFirst("$1");
        return isMarkup(undeclared) ? undeclared.replace('\0', ' ') : undeclared;
    }

    private static byte[] unpacked(byte[] file) throws IOException {
        if (!startsWith(file, 0x1F, 0x8B)) {
            return file;
        }
        try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] bytes = packed.readNBytes((int) SourceFile.LARGEST + 1);
            if (bytes.length > SourceFile.LARGEST) {
                throw new TooLargeException();
            }
            return bytes;
        }
    }

    /** Unpacked it is larger than a source may be. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return strictly(bytes, StandardCharsets.UTF_16);
        }
        if (startsWith(bytes, '<', 0) || startsWith(bytes, 0, '<')) {
            return strictly(bytes, bytes[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
        }
        String start = new String(bytes, 0, Math.min(bytes.length, 300), StandardCharsets.ISO_8859_1);
        String prolog = start.startsWith("ï»¿") ? start.substring(3) : start;
        try {
            return strictly(bytes, declared(prolog).orElse(StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            if (!isMarkup(prolog)) {
                throw e;
            }
            return mended(bytes);
        }
    }

    /** A declaration that the bytes show to be wrong counts for nothing: UTF-8 is not written by accident. */
    private static Optional<Charset> declared(String prolog) {
        Matcher declaration = XML_DECLARATION.matcher(prolog);
        try {
            return declaration.find()
                    ? Optional.of(Charset.forName(declaration.group(2)))
                            .filter(charset -> !charset.name().startsWith("UTF-16"))
                            .map(charset -> charset.equals(StandardCharsets.ISO_8859_1) ? WINDOWS : charset)
                    : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /** UTF-8, and each byte that is none as Windows would read it. */
    private static String mended(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
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

    private static boolean isMarkup(String text) {
        return text.stripLeading().startsWith("<");
    }

    private static String strictly(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
