package dev.chimera.audit;

import dev.chimera.audit.Archive.Month;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of an archive, each a JSON document: one that names the month, then each block, followed by those of its rows
 * that are in the month.
 */
final class ArchiveLines {

    static final String FORMAT = "chimera.audit.archive.1";

    private static final JsonMapper JSON = JsonMapper.shared();

    private ArchiveLines() {}

    static String title(Month month) {
        ObjectNode line = JSON.createObjectNode();
        Instant begins = month.begins();
        return line.put("format", FORMAT)
                .put("month", month.name())
                .put("begins", begins == null ? null : begins.toString())
                .put("ends", month.ends().toString())
                .toString();
    }

    static String block(AuditBlock block) {
        ObjectNode line = JSON.createObjectNode();
        ObjectNode content = line.putObject("block");
        HeadSignature signature = block.signature();
        content.put("height", block.height())
                .put("from_xid", block.fromXid())
                .put("to_xid", block.toXid())
                .put("sealed_at", block.sealedAt().toString())
                .put("previous", block.previous().toString())
                .put("hash", block.hash().toString())
                .put("signer", signature == null ? null : signature.signer())
                .put("signature", signature == null ? null : signature.hex());
        byte[] digests = new byte[block.rows().size() * Sha256.LENGTH];
        var seqs = content.putArray("seqs");
        for (int i = 0; i < block.rows().size(); i++) {
            seqs.add(block.rows().get(i).seq());
            block.rows().get(i).digest().copyTo(digests, i);
        }
        content.put("digests", Base64.getEncoder().encodeToString(digests));
        return line.toString();
    }

    static String row(LogRow row) {
        ObjectNode line = JSON.createObjectNode();
        line.putObject("row")
                .put("tenant_id", row.tenant().toString())
                .put("seq", row.seq())
                .put("xid", row.xid())
                .put("at", row.at())
                .put("actor", row.actor())
                .put("event", row.event())
                .put("task_id", text(row.task()))
                .put("campaign_id", text(row.campaign()))
                .put("from_version", text(row.fromVersion()))
                .put("to_version", text(row.toVersion()))
                .put("evidence", row.evidence());
        return line.toString();
    }

    /** @throws IllegalArgumentException when it is no such block */
    static AuditBlock block(JsonNode content) {
        byte[] digests = Base64.getDecoder().decode(content.path("digests").asString(""));
        JsonNode seqs = content.path("seqs");
        if (seqs.isEmpty() || digests.length != seqs.size() * Sha256.LENGTH) {
            throw new IllegalArgumentException("a block without its rows");
        }
        List<SealedRow> rows = new ArrayList<>(seqs.size());
        for (int i = 0; i < seqs.size(); i++) {
            rows.add(new SealedRow(seqs.get(i).asLong(0), Sha256.at(digests, i)));
        }
        @Nullable String signature = text(content, "signature");
        return new AuditBlock(
                content.path("height").asLong(-1),
                content.path("from_xid").asLong(-1),
                content.path("to_xid").asLong(-1),
                Instant.parse(content.path("sealed_at").asString("")),
                rows,
                rows.size(),
                Sha256.parse(content.path("previous").asString("")),
                Sha256.parse(content.path("hash").asString("")),
                signature == null
                        ? null
                        : new HeadSignature(content.path("signer").asString(""), signature));
    }

    /** @throws IllegalArgumentException when it is no such row */
    static LogRow row(JsonNode content) {
        return new LogRow(
                UUID.fromString(content.path("tenant_id").asString("")),
                content.path("seq").asLong(0),
                content.path("xid").asLong(0),
                content.path("at").asLong(0),
                content.path("actor").asString(""),
                content.path("event").asString(""),
                uuid(content, "task_id"),
                uuid(content, "campaign_id"),
                uuid(content, "from_version"),
                uuid(content, "to_version"),
                text(content, "evidence"));
    }

    static @Nullable String text(JsonNode content, String member) {
        JsonNode value = content.path(member);
        return value.isString() ? value.asString() : null;
    }

    private static @Nullable UUID uuid(JsonNode content, String member) {
        @Nullable String value = text(content, member);
        return value == null ? null : UUID.fromString(value);
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
