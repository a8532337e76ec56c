package dev.chimera.task;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The AgentTask contract, {@code schemas/agent-task.schema.json}, asserted at every door: API in, stream in, stream out.
 *
 * <p>Draft-07 names {@code format: uuid} but leaves its meaning open, so it is asserted here: the 36 characters of RFC
 * 9562, in either case. Members that the contract does not name are allowed and kept.
 */
public final class AgentTaskContract {

    /** Bytes of one document: what a stream entry may weigh, so that no batch of 256 outgrows a process. */
    public static final int MAX_BYTES = 256 * 1024;

    public static final String TOO_LARGE = "DOCUMENT_TOO_LARGE";

    private static final ObjectMapper JSON = JsonMapper.shared();
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Schema SCHEMA = load();

    private AgentTaskContract() {}

    /** Thrown for a text that is not an AgentTask; the message says where and why. */
    public static final class ViolationException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean tooLarge;

        ViolationException(String reason) {
            this(reason, false);
        }

        ViolationException(String reason, boolean tooLarge) {
            super(reason);
            this.tooLarge = tooLarge;
        }

        /** Whether it is over {@link #MAX_BYTES}: its code is {@link #TOO_LARGE}. */
        public boolean isTooLarge() {
            return tooLarge;
        }
    }

    /**
     * Parses and validates a document.
     *
     * @throws ViolationException when it is too long, not JSON, or does not follow the contract
     */
    public static ObjectNode parse(String text) throws ViolationException {
        if (bytes(text) > MAX_BYTES) {
            throw tooLarge();
        }
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new ViolationException("not JSON: " + e.getOriginalMessage());
        }
        return validate(node);
    }

    private static ViolationException tooLarge() {
        return new ViolationException("longer than " + MAX_BYTES + " bytes, with its numbers written out", true);
    }

    private static long bytes(String text) {
        return text.length() > MAX_BYTES ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Validates a document that is already parsed, and gives it back. */
    public static ObjectNode validate(JsonNode node) throws ViolationException {
        if (!DocumentSize.fits(node, MAX_BYTES)) {
            throw tooLarge();
        }
        List<String> reasons = reasons(node);
        if (!reasons.isEmpty()) {
            throw new ViolationException(String.join("; ", reasons));
        }
        return (ObjectNode) node;
    }

    private static List<String> reasons(JsonNode node) {
        List<Error> errors = SCHEMA.validate(node);
        JsonNode id = node.path("task_id");
        boolean badId = id.isString() && !UUID.matcher(id.stringValue()).matches();
        if (errors.isEmpty() && !badId) {
            return List.of();
        }
        Stream<String> format = badId ? Stream.of("/task_id: does not match the uuid format") : Stream.empty();
        return Stream.concat(
                        errors.stream()
                                .filter(error -> !"format".equals(error.getKeyword()))
                                .map(error -> error.getInstanceLocation() + ": " + error.getMessage()),
                        format)
                .limit(5)
                .toList();
    }

    private static Schema load() {
        try (InputStream in = AgentTaskContract.class.getResourceAsStream("/schemas/agent-task.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("schemas/agent-task.schema.json is not on the class path");
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(JSON.readTree(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
