package dev.chimera.fakes.x;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Media on their way: initialized, appended in segments, finalized, and then processed for as long as a test says. */
final class Uploads {

    private static final class Medium {
        private final Accounts.User owner;
        private final String type;
        private final long announced;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int segments;
        private boolean finalized;
        private int looksLeft;
        private int looks;
        private boolean fails;

        Medium(Accounts.User owner, String type, long announced) {
            this.owner = owner;
            this.type = type;
            this.announced = announced;
        }

        String state() {
            if (looksLeft == 0) {
                return fails ? "failed" : "succeeded";
            }
            return looks == 0 ? "pending" : "in_progress";
        }
    }

    private final Map<String, Medium> media = new HashMap<>();
    private long lastId = 1_880_000_000_000_000_000L;
    private int looksUntilDone;
    private boolean nextFails;

    /** What is finalized from now on is done after so many looks at its status. */
    synchronized void process(int looks, boolean fails) {
        looksUntilDone = looks;
        nextFails = fails;
    }

    synchronized ObjectNode initialize(Accounts.User owner, JsonNode body) throws Call.RefusedException {
        long bytes = body.path("total_bytes").asLong(-1);
        String type = body.path("media_type").asString("");
        if (bytes < 1 || type.isEmpty()) {
            throw Call.invalid("media_type and total_bytes are needed.");
        }
        String id = Long.toString(++lastId);
        media.put(id, new Medium(owner, type, bytes));
        ObjectNode answer = Call.JSON.createObjectNode();
        answer.putObject("data").put("id", id).put("media_key", key(id)).put("expires_after_secs", 86_399);
        return answer;
    }

    synchronized ObjectNode append(Accounts.User owner, String id, Call call, Contract contract)
            throws Call.RefusedException {
        ObjectNode form = call.header("Content-Type").startsWith("multipart/form-data")
                ? multipart(call)
                : (ObjectNode) call.json().deepCopy();
        List<String> wrong = contract.wrongWithBody("POST", "/2/media/upload/{id}/append", form);
        if (!wrong.isEmpty()) {
            throw Call.invalid(String.join("; ", wrong));
        }
        Medium medium = own(owner, id);
        if (form.path("segment_index").asInt() != medium.segments) {
            throw Call.invalid("Segment " + medium.segments + " comes next.");
        }
        byte[] segment = Base64.getDecoder().decode(form.path("media").asString());
        medium.bytes.writeBytes(segment);
        medium.segments++;
        if (medium.bytes.size() > medium.announced) {
            throw Call.invalid("More than total_bytes was sent.");
        }
        ObjectNode answer = Call.JSON.createObjectNode();
        answer.putObject("data").put("expires_at", 4_000_000_000L);
        return answer;
    }

    synchronized ObjectNode finish(Accounts.User owner, String id) throws Call.RefusedException {
        Medium medium = own(owner, id);
        if (medium.bytes.size() != medium.announced) {
            throw Call.invalid("Only " + medium.bytes.size() + " of " + medium.announced + " bytes were sent.");
        }
        medium.finalized = true;
        medium.looksLeft = looksUntilDone;
        medium.fails = nextFails;
        return status(id, medium);
    }

    synchronized ObjectNode look(Accounts.User owner, String id) throws Call.RefusedException {
        Medium medium = own(owner, id);
        if (medium.looksLeft > 0) {
            medium.looks++;
            medium.looksLeft--;
        }
        return status(id, medium);
    }

    private static ObjectNode status(String id, Medium medium) {
        ObjectNode answer = Call.JSON.createObjectNode();
        ObjectNode data = answer.putObject("data")
                .put("id", id)
                .put("media_key", key(id))
                .put("size", medium.bytes.size())
                .put("expires_after_secs", 86_399);
        boolean slow = medium.looks > 0 || medium.looksLeft > 0 || medium.fails || medium.type.startsWith("video/");
        if (slow) {
            ObjectNode processing = data.putObject("processing_info").put("state", medium.state());
            if (medium.looksLeft > 0) {
                processing.put("check_after_secs", 1);
            }
        }
        return answer;
    }

    /** @return the key of the first; null where there are none */
    synchronized @Nullable String attach(Accounts.User owner, List<String> ids) throws Call.RefusedException {
        for (String id : ids) {
            Medium medium = media.get(id);
            if (medium == null
                    || !medium.owner.equals(owner)
                    || !medium.finalized
                    || !medium.state().equals("succeeded")) {
                throw Call.invalid("Your media IDs are invalid.");
            }
        }
        return ids.isEmpty() ? null : key(ids.getFirst());
    }

    private Medium own(Accounts.User owner, String id) throws Call.RefusedException {
        Medium medium = media.get(id);
        if (medium == null || !medium.owner.equals(owner)) {
            throw Call.problem(404, "Not Found", "There is no such medium.");
        }
        return medium;
    }

    private static String key(String id) {
        return "3_" + id;
    }

    /** The bytes as Base64, so that they fit into the JSON that the contract is about. */
    private static ObjectNode multipart(Call call) throws Call.RefusedException {
        String type = call.header("Content-Type");
        int at = type.indexOf("boundary=");
        if (at < 0) {
            throw Call.invalid("The multipart body names no boundary.");
        }
        String boundary = "--" + type.substring(at + "boundary=".length()).replace("\"", "");
        String body = new String(call.body(), StandardCharsets.ISO_8859_1);
        ObjectNode form = Call.JSON.createObjectNode();
        for (String part : body.split(Pattern.quote(boundary))) {
            int end = part.indexOf("\r\n\r\n");
            if (end < 0 || !part.endsWith("\r\n")) {
                continue;
            }
            String head = part.substring(0, end);
            String content = part.substring(end + 4, part.length() - 2);
            String name = head.replaceFirst("(?s).*; name=\"([^\"]*)\".*", "$1");
            if (name.equals("segment_index") && content.matches("[0-9]{1,9}")) {
                form.put(name, Integer.parseInt(content));
            } else {
                form.put(name, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return form;
    }
}
