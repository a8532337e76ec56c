package dev.chimera.task;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** From rows of {@code tasks} to records. */
final class TaskRows {

    /** Ten thousand years: PostgreSQL can add it to now() where it could not add infinity as a number of seconds. */
    static final double FOREVER_SECONDS = 315_576_000_000.0;

    static final RowMapper<Task> MAPPER = (row, number) -> map(row);

    private static final ObjectMapper JSON = JsonMapper.shared();

    private TaskRows() {}

    static Task map(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        double confidence = row.getDouble("confidence_score");
        boolean unscored = row.wasNull();
        UUID submittedBy = row.getObject("submitted_by", UUID.class);
        return new Task(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new TaskId(row.getObject("id", UUID.class)),
                new VersionId(row.getObject("version_id", UUID.class)),
                new CampaignId(row.getObject("campaign_id", UUID.class)),
                new AgentId(row.getObject("agent_id", UUID.class)),
                TaskType.valueOf(row.getString("type")),
                TaskStatus.valueOf(row.getString("status")),
                (ObjectNode) JSON.readTree(row.getString("payload")),
                object(row.getString("constraints")),
                object(row.getString("extra")),
                unscored ? null : confidence,
                row.getInt("attempt"),
                row.getInt("crashes"),
                object(row.getString("result_data")),
                object(row.getString("feedback")),
                code == null ? null : Failure.of(code, String.valueOf(row.getString("error_message"))),
                submittedBy == null ? null : new UserId(submittedBy),
                row.getBoolean("dry_run"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    static @Nullable ObjectNode object(@Nullable String json) {
        return json == null ? null : (ObjectNode) JSON.readTree(json);
    }

    /** A task as it stands right after it was planned, without reading it back. */
    static Task planned(NewTask task, VersionId version) {
        return new Task(
                task.tenant(),
                task.id(),
                version,
                task.campaign(),
                task.agent(),
                task.type(),
                TaskStatus.PENDING,
                task.payload(),
                task.constraints(),
                task.extra(),
                null,
                0,
                0,
                null,
                null,
                null,
                task.submittedBy(),
                task.dryRun(),
                Instant.EPOCH);
    }
}
