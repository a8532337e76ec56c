package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OptOutEndpointTests {

    private static final String PATH = "/v1/opt-outs";

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();

    private Reply add(String body) {
        return server.post(tenant.operator(), PATH, body);
    }

    @Test
    void keepsTheListInOrderAndAuditsEachChangeOnce() {
        Reply added = add("{\"handle\":\"@Stranger\",\"note\":\" wrote a mail \"}");
        assertThat(added.json().propertyNames()).containsExactly("handle", "asked_at", "note");
        add("{\"handle\":\"beanfarm\"}");
        Reply again = add("{\"handle\":\"STRANGER\",\"note\":\"again\"}");
        assertThat(again.json()).isEqualTo(added.json());

        JsonNode listed = server.get(tenant.moderator(), PATH).json().path("opt_outs");
        assertThat(listed).hasSize(2);
        assertThat(listed.path(0).path("handle").asString()).isEqualTo("beanfarm");
        assertThat(listed.path(1).path("note").asString()).isEqualTo("wrote a mail");

        assertThat(server.delete(tenant.operator(), PATH + "/%40Stranger")
                        .json()
                        .path("handle")
                        .asString())
                .isEqualTo("stranger");
        assertThat(server.delete(tenant.operator(), PATH + "/stranger").code()).isEqualTo("OPT_OUT_NOT_FOUND");
        assertThat(server.audited(tenant)).containsExactly("OptOutAdded", "OptOutAdded", "OptOutRemoved");
    }

    @Test
    void letsEverybodyAddButOnlyAnOperatorRemove() {
        assertThat(server.post(tenant.moderator(), PATH, "{\"handle\":\"beanfarm\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.delete(tenant.moderator(), PATH + "/beanfarm").status())
                .isEqualTo(403);
        assertThat(server.delete(server.newTenant().operator(), PATH + "/beanfarm")
                        .status())
                .isEqualTo(404);
        assertThat(server.get(server.newTenant().operator(), PATH).json().path("opt_outs"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"handle\":\"\"}",
                "{\"handle\":\"@\"}",
                "{\"handle\":\"two words\"}",
                "{\"handle\":\"a-b\"}",
                "{\"handle\":\"abcdefghijklmnopqrstu\"}"
            })
    void refusesWhatIsNoHandle(String body) {
        assertThat(add(body).code()).isEqualTo("INVALID_HANDLE");
    }

    @Test
    void refusesANoteThatIsTooLong() {
        assertThat(add("{\"handle\":\"a\",\"note\":\"" + "x".repeat(501) + "\"}")
                        .code())
                .isEqualTo("INVALID_NOTE");
    }

    @Test
    void readsHandlesAsXDoes() {
        assertThat(Handle.mentionedIn("@A .@b, (@c) \uFF20d @e/list https://x.example/@f me@g.example @"))
                .extracting(Handle::value)
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(Handle.mentionedIn("nobody")).isEqualTo(Set.of());
        assertThat(Handle.parse(" @Bean_Farm ")).hasToString("@bean_farm");
        assertThatExceptionOfType(ChimeraException.class).isThrownBy(() -> Handle.parse("@@a"));
    }
}
