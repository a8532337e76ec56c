package dev.chimera.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A campaign file with everything that it names: the content as JSON, the text of its SOUL.md, its sources. Only what the
 * server can't see is checked here (that files are there, and that this is one YAML mapping); keys, budgets and the rest
 * are the server's to judge.
 *
 * @param name as the user typed it
 * @param content the YAML's content
 * @param soul the text of SOUL.md; empty when the file names none and there is none beside it
 * @param sources as the API takes them: {@code {"location", "content" | "error"}}
 * @param place a SHA-256 of where the file lies, by which the server knows it again, and nothing else of it
 */
record CampaignFile(String name, ObjectNode content, String soul, ArrayNode sources, String place) {

    private static final long LARGEST = 1 << 20;

    private static final Pattern PLACE = Pattern.compile("in reader, line ([0-9]{1,8}), column");

    /** What YAML calls a number, and nobody can count with. */
    private static final Pattern NO_NUMBER = Pattern.compile("(?i)[-+]?\\.(nan|inf)");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Reads the file; throws a {@link CliFailure} with its name in the message.
     *
     * @param allowOutside whether it may name files outside of its own folder
     */
    static CampaignFile read(String name, Path directory, boolean allowOutside) {
        Path path = regularFile(name, directory);
        ObjectNode content = parse(name, text(name, path));
        Path folder = path.toAbsolutePath().getParent();
        CampaignFolder base = new CampaignFolder(folder == null ? directory : folder, allowOutside);
        try {
            return new CampaignFile(name, content, soul(name, content, base), sources(content, base), place(path));
        } catch (CliFailure failure) {
            throw failure.code().equals(CampaignFolder.OUTSIDE) ? failure.inFile(name) : failure;
        }
    }

    private static String place(Path file) {
        try {
            byte[] path = file.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(path));
        } catch (IOException e) {
            throw notFound(file + " can't be read", "check that you may read it");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The body of {@code POST /v1/campaigns}. */
    ObjectNode request(boolean dryRun) {
        ObjectNode request = Json.object();
        request.set("file", content);
        request.put("soul", soul);
        request.put("dry_run", dryRun);
        request.set("sources", sources);
        request.put("file_ref", place);
        return request;
    }

    private static Path regularFile(String name, Path directory) {
        try {
            Path path = directory.resolve(name);
            if (Files.isRegularFile(path)) {
                return path;
            }
            String why =
                    Files.isDirectory(path) ? " is a folder" : Files.exists(path) ? " is no file" : " does not exist";
            throw notFound(name + why, "give the path of a campaign file");
        } catch (InvalidPathException e) {
            throw notFound(name + " is not a path", "give the path of a campaign file");
        }
    }

    private static String text(String name, Path path) {
        try {
            if (Files.size(path) > LARGEST) {
                throw CliFailure.badInput(
                        "CAMPAIGN_TOO_LARGE", name + " is larger than 1 MB", "put long texts into campaign.sources");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw notYaml(name, 0, "it is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw notFound(name + " can't be read", "check that you may read it");
        }
    }

    private static ObjectNode parse(String name, String text) {
        try {
            JsonNode content;
            try (JsonParser parser = YAML.createParser(text)) {
                checkDocument(name, parser);
            }
            content = YAML.readTree(text);
            if (content instanceof ObjectNode mapping) {
                return mapping;
            }
            throw notYaml(name, 1, "the top must be a mapping", "begin with `agent:` and `campaign:`");
        } catch (JacksonException e) {
            throw notYaml(name, line(e), problem(e), "correct that line");
        }
    }

    /** One document, without aliases: they would arrive as their bare names. */
    private static void checkDocument(String name, JsonParser parser) {
        int depth = 0;
        int documents = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                throw notYaml(name, line, "aliases (*name) are not supported", "write the value out");
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT
                    && NO_NUMBER.matcher(parser.getString()).matches()) {
                throw notYaml(name, line, parser.getString() + " is no amount", "write a decimal number, such as 5.00");
            }
            if (depth == 0 && ++documents > 1) {
                throw notYaml(
                        name, line, "there is more than one document", "put each campaign into a file of its own");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        if (documents == 0) {
            throw notYaml(name, 0, "it is empty", "begin with `agent:` and `campaign:`");
        }
    }

    /** Where the problem is: the last place that the parser's words name, or else where the parser stood. */
    private static int line(JacksonException e) {
        Matcher place = PLACE.matcher(String.valueOf(e.getOriginalMessage()));
        int line = 0;
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
        }
        TokenStreamLocation at = e.getLocation();
        return line == 0 && at != null ? at.getLineNr() : line;
    }

    /** The parser's words, without the picture of the place that it draws on further lines. */
    private static String problem(JacksonException e) {
        String message = e.getOriginalMessage();
        if (message == null || message.isBlank()) {
            return "it can't be read as YAML";
        }
        StringBuilder words = new StringBuilder();
        for (String line : message.strip().split("\n")) {
            if (line.isBlank() || line.startsWith(" ")) {
                continue;
            }
            words.append(words.isEmpty() ? "" : ", ").append(line.strip());
        }
        return DisplayText.clip(words.toString().replace(';', ','), 200);
    }

    private static String soul(String name, ObjectNode content, CampaignFolder base) {
        JsonNode agent = content.path("agent");
        JsonNode given = agent.path("soul");
        if (!agent.isObject() || !(given.isMissingNode() || given.isString())) {
            return "";
        }
        String location = given.isString() ? given.asString() : "SOUL.md";
        Path path = base.find(location);
        if (!Files.isRegularFile(path)) {
            if (given.isMissingNode()) {
                return "";
            }
            throw CliFailure.badInput(
                    "SOUL_NOT_FOUND",
                    name + ": agent.soul names " + location + ", which is not there",
                    "write it, or correct the path (it is relative to the campaign file)");
        }
        try {
            if (Files.size(path) > LARGEST) {
                throw CliFailure.badInput(
                        "SOUL_INVALID", name + ": " + location + " is larger than 1 MB", "shorten it");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CliFailure.badInput(
                    "SOUL_INVALID", name + ": " + location + " is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw CliFailure.badInput(
                    "SOUL_NOT_FOUND", name + ": " + location + " can't be read", "check that you may read it");
        }
    }

    private static ArrayNode sources(ObjectNode content, CampaignFolder base) {
        ArrayNode sources = Json.object().putArray("sources");
        for (JsonNode source : content.path("campaign").path("sources")) {
            // Either a place, or {from, own}; whatever else stands there, the server refuses.
            JsonNode location = source.isObject() ? source.path("from") : source;
            if (location.isString()) {
                sources.add(SourceFile.read(location.asString(), base));
            }
        }
        return sources;
    }

    private static CliFailure notFound(String problem, String hint) {
        return CliFailure.badInput("CAMPAIGN_NOT_FOUND", problem, hint);
    }

    private static CliFailure notYaml(String name, int line, String problem, String hint) {
        String where = line > 0 ? name + " line " + line : name;
        return CliFailure.badInput("CAMPAIGN_NOT_YAML", where + ": " + problem, hint);
    }
}
