package dev.chimera.fakes.x;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** X's OpenAPI document, and whether a request or an answer follows it. */
final class Contract {

    private static final int MOST_REASONS = 3;

    private final JsonNode document;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract load() throws IOException {
        try (@Nullable InputStream file = Contract.class.getResourceAsStream("openapi.json")) {
            if (file == null) {
                throw new IOException("openapi.json is not on the class path");
            }
            JsonNode document = Call.JSON.readTree(file);
            allowNulls(document);
            return new Contract(document);
        }
    }

    String version() {
        return document.path("info").path("version").asString();
    }

    /** What is wrong with the query of an operation; empty when nothing is. */
    List<String> wrongWithQuery(String method, String template, Map<String, String> query) {
        List<String> wrong = new ArrayList<>();
        TreeSet<String> unknown = new TreeSet<>(query.keySet());
        for (JsonNode parameter : operation(method, template).path("parameters")) {
            JsonNode known = resolved(parameter);
            String name = known.path("name").asString();
            if (known.path("in").asString().equals("query") && unknown.remove(name)) {
                Schema schema = schema("parameter " + name + " of " + template, known.path("schema"));
                schema.validate(value(known.path("schema"), query.getOrDefault(name, "")))
                        .forEach(error -> wrong.add(name + ": " + error.getMessage()));
            }
        }
        unknown.forEach(name -> wrong.add("The query parameter [" + name + "] is not one of those that are known"));
        return wrong.stream().limit(MOST_REASONS).toList();
    }

    /** What is wrong with the body of an operation; empty when nothing is. */
    List<String> wrongWithBody(String method, String template, JsonNode body) {
        JsonNode schema = operation(method, template)
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        return wrong("body of " + method + " " + template, schema, body);
    }

    /** What is wrong with an answer: for the tests of the fake itself. */
    List<String> wrongWithAnswer(String method, String template, int status, JsonNode body) {
        JsonNode responses = operation(method, template).path("responses");
        JsonNode response = responses.has(Integer.toString(status))
                ? responses.path(Integer.toString(status))
                : responses.path("default");
        return wrong(
                "answer " + status + " of " + method + " " + template,
                response.path("content").path("application/json").path("schema"),
                body);
    }

    private List<String> wrong(String what, JsonNode schema, JsonNode body) {
        if (schema.isMissingNode()) {
            return List.of("the contract has no " + what);
        }
        return schema(what, schema).validate(body).stream()
                .limit(MOST_REASONS)
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .collect(Collectors.toList());
    }

    private JsonNode operation(String method, String template) {
        JsonNode operation = document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            throw new IllegalArgumentException("the contract has no " + method + " " + template);
        }
        return operation;
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private Schema schema(String what, JsonNode schema) {
        return schemas.computeIfAbsent(what, _ -> {
            ObjectNode whole = Call.JSON.createObjectNode();
            whole.putArray("allOf").add(schema.deepCopy());
            whole.set("components", document.path("components"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(whole);
        });
    }

    private JsonNode value(JsonNode schema, String text) {
        JsonNode type = resolved(schema);
        if (type.path("type").asString("").equals("array")) {
            ArrayNode values = Call.JSON.createArrayNode();
            for (String each : text.split(",")) {
                values.add(each);
            }
            return values;
        }
        boolean number = type.path("type").asString("").equals("integer") && text.matches("-?[0-9]{1,18}");
        return number
                ? Call.JSON.getNodeFactory().numberNode(Long.parseLong(text))
                : Call.JSON.getNodeFactory().stringNode(text);
    }

    /** OpenAPI 3.0 has a word of its own for what JSON Schema says with a second type. */
    private static void allowNulls(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("nullable").asBoolean(false)
                && object.path("type").isString()) {
            String type = object.path("type").asString();
            object.putArray("type").add(type).add("null");
        }
        node.forEach(Contract::allowNulls);
    }
}
