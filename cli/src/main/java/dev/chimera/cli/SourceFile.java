package dev.chimera.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of a campaign's sources as the API takes it: {@code {"location","content"}} for a file, {@code {"location"}} for an
 * address that the server fetches, {@code {"location","error":"CODE: why"}} for what can't be read. A source that can't be
 * read does not stop the campaign.
 */
final class SourceFile {

    /** The server's bound for a source, applied before the file is read. */
    static final long LARGEST = 5 << 20;

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
            return source.put("content", SourceBytes.text(Files.readAllBytes(path)));
        } catch (SourceBytes.TooLargeException e) {
            return source.put("error", "SOURCE_TOO_LARGE: it is larger than 5 MB when it is unpacked");
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
}
