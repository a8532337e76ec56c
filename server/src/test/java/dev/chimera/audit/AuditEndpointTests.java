package dev.chimera.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.hasSize;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.json.JsonMapper;

class AuditEndpointTests {

    private final AuditDatabase database = AuditDatabase.fresh();
    private final MockMvc http = MockMvcBuilders.standaloneSetup(
                    new AuditEndpoint(database.trail, database.verifier, database.archiveVerifier(Keyring.EMPTY)))
            .setCustomArgumentResolvers(new SomebodyOf(database.tenant))
            .build();
    private final TaskId task = new TaskId(UUID.randomUUID());
    private final CampaignId campaign = new CampaignId(UUID.randomUUID());
    private final VersionId version = new VersionId(UUID.randomUUID());

    private record SomebodyOf(TenantId tenant) implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.Person.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binder) {
            return new Caller.Person(tenant, new UserId(UUID.randomUUID()), "a@example.org", Role.OPERATOR);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AuditEntry entry(TenantId tenant, String event) {
        return new AuditEntry(
                tenant,
                "user:1",
                event,
                task,
                campaign,
                null,
                version,
                JsonMapper.shared().readTree("{\"why\":\"because\"}"));
    }

    private static AuditEntry bare(TenantId tenant, String event) {
        return new AuditEntry(tenant, "sweeper", event, null, null, null, null, null);
    }

    @Test
    void appendsInOrderAndReadsATasksTrailBack() {
        database.trail.append(List.of(
                entry(database.tenant, "TaskPlanned"),
                bare(database.tenant, "Swept"),
                entry(database.tenant, "TaskClaimed")));

        List<AuditRow> trail = database.trail.of(database.tenant, task);
        assertThat(trail).extracting(AuditRow::event).containsExactly("TaskPlanned", "TaskClaimed");
        AuditRow row = trail.getFirst();
        assertThat(row.taskId()).isEqualTo(task.value());
        assertThat(row.campaignId()).isEqualTo(campaign.value());
        assertThat(row.fromVersion()).isNull();
        assertThat(row.toVersion()).isEqualTo(version.value());
        assertThat(row.evidence()).hasToString("{\"why\":\"because\"}");
        assertThat(database.trail.of(new TenantId(UUID.randomUUID()), task)).isEmpty();
    }

    @Test
    void forgetsWhatItsTransactionRollsBack() {
        database.transactions.executeWithoutResult(status -> {
            database.trail.append(List.of(entry(database.tenant, "TaskPlanned")));
            status.setRollbackOnly();
        });
        assertThat(database.trail.of(database.tenant, task)).isEmpty();
    }

    @Test
    void refusesAnEntryThatDoesNotSayWhoDidWhat() {
        assertThatThrownBy(() -> bare(database.tenant, " ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsRowsOfTheCallersTenantOnly() throws Exception {
        TenantId stranger = new TenantId(UUID.randomUUID());
        database.trail.append(List.of(entry(stranger, "Secret"), entry(database.tenant, "Ours")));

        http.perform(get("/v1/audit"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.rows", hasSize(1)))
                .andExpect(jsonPath("$.rows[0].event").value("Ours"))
                .andExpect(jsonPath("$.rows[0].seq").isNumber())
                .andExpect(jsonPath("$.rows[0].at").isString())
                .andExpect(jsonPath("$.rows[0].actor").value("user:1"))
                .andExpect(jsonPath("$.rows[0].task_id").value(task.toString()))
                .andExpect(jsonPath("$.rows[0].campaign_id").value(campaign.toString()))
                .andExpect(jsonPath("$.rows[0].from_version").isEmpty())
                .andExpect(jsonPath("$.rows[0].to_version").value(version.toString()))
                .andExpect(jsonPath("$.rows[0].evidence.why").value("because"));
        http.perform(get("/v1/audit").param("task", task.toString())).andExpect(jsonPath("$.rows", hasSize(1)));
        http.perform(get("/v1/audit").param("after", "0")).andExpect(jsonPath("$.rows", hasSize(1)));
    }

    @Test
    void pagesForwardAndShowsTheNewestWithoutAPlaceToStart() throws Exception {
        database.trail.append(
                List.of(bare(database.tenant, "One"), bare(database.tenant, "Two"), bare(database.tenant, "Three")));

        http.perform(get("/v1/audit").param("limit", "2"))
                .andExpect(jsonPath("$.rows[0].event").value("Two"))
                .andExpect(jsonPath("$.rows[1].event").value("Three"));
        http.perform(get("/v1/audit").param("limit", "2").param("after", "0"))
                .andExpect(jsonPath("$.rows[0].event").value("One"))
                .andExpect(jsonPath("$.rows[1].event").value("Two"));
        long second = database.trail.after(database.tenant, 0, 2).getLast().seq();
        http.perform(get("/v1/audit").param("after", Long.toString(second)))
                .andExpect(jsonPath("$.rows", hasSize(1)))
                .andExpect(jsonPath("$.rows[0].event").value("Three"));
    }

    @Test
    void refusesALimitOutOfBounds() {
        for (String limit : List.of("0", "-1", "1001")) {
            assertThatThrownBy(() -> http.perform(get("/v1/audit").param("limit", limit)))
                    .rootCause()
                    .hasMessageContaining("INVALID_LIMIT");
        }
    }

    @Test
    void verifiesTheWholeChainWithoutShowingWhatStandsInIt() throws Exception {
        database.trail.append(List.of(entry(new TenantId(UUID.randomUUID()), "Secret")));
        database.awaitHorizon();
        database.sealer(10).sealNow();
        database.trail.append(List.of(bare(database.tenant, "Swept")));

        http.perform(get("/v1/audit/verify"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.ok").value(true))
                .andExpect(jsonPath("$.rows").value(1))
                .andExpect(jsonPath("$.blocks").value(1))
                .andExpect(jsonPath("$.unsealed").value(1))
                .andExpect(jsonPath("$.first_bad").isEmpty())
                .andExpect(jsonPath("$.head.height").value(0))
                .andExpect(jsonPath("$.head.hash").isString());

        String forged = "0:" + "00".repeat(32);
        http.perform(get("/v1/audit/verify").param("anchor", forged))
                .andExpect(jsonPath("$.ok").value(false))
                .andExpect(jsonPath("$.first_bad.seq").value(1))
                .andExpect(jsonPath("$.first_bad.why").isString());
    }
}
