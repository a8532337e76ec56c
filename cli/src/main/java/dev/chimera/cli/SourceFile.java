package dev.chimera.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of a campaign's sources as the API takes it: {@code {"location","content"}} for a file, {@code {"location"}} for an
 * address that the server fetches, {@code {"location","error":"CODE: why"}} for what can't be read. A source that can't be
 * read does not stop the campaign.
 */
final class SourceFile {

    /** The server's bound for a source, applied before the file is read. */
    static final long LARGEST = 5 << 20;

    private static final Pattern XML_DECLARATION =
            Pattern.compile("\\A\\s*(<\\?xml\\b[^>]*?)\\s+encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    private SourceFile() {}

    static ObjectNode read(String location, CampaignFolder base) {
        ObjectNode source = Json.object().put("location", location);
        if (location.matches("(?i)https?://.*")) {
            return source;
        }
        try {
            Path path = base.find(location);
            if (!Files.exists(path)) {
                return unreadable(source, "no such file");
            }
            if (!Files.isRegularFile(path)) {
                return unreadable(source, Files.isDirectory(path) ? "it is a folder" : "it is no file");
            }
            if (Files.size(path) > LARGEST) {
                return source.put("error", "SOURCE_TOO_LARGE: it is larger than 5 MB");
            }
            return source.put("content", decode(Files.readAllBytes(path)));
        } catch (CharacterCodingException e) {
            return unreadable(source, "it is not UTF-8 text");
        } catch (InvalidPathException e) {
            return unreadable(source, "it is not a path");
        } catch (IOException e) {
            return unreadable(source, "it can't be opened");
        }
    }

    private static ObjectNode unreadable(ObjectNode source, String why) {
        return source.put("error", "SOURCE_UNREADABLE: " + why);
    }

    /** UTF-8, or what a byte order mark or an XML declaration says; the declaration then no longer names an encoding. */
    private static String decode(byte[] bytes) throws CharacterCodingException {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return withoutEncoding(strictly(bytes, StandardCharsets.UTF_16));
        }
        String start = new String(bytes, 0, Math.min(bytes.length, 300), StandardCharsets.ISO_8859_1);
        Matcher declaration = XML_DECLARATION.matcher(start.startsWith("ï»¿") ? start.substring(3) : start);
        Charset charset = StandardCharsets.UTF_8;
        if (declaration.find()) {
            String declared = declaration.group(2);
            if (!Charset.isSupported(declared)) {
                throw new CharacterCodingException();
            }
            charset = Charset.forName(declared);
        }
        String text = strictly(bytes, charset);
        return withoutEncoding(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static String strictly(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String withoutEncoding(String text) {
        return XML_DECLARATION.matcher(text).replaceFirst("$1");
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
