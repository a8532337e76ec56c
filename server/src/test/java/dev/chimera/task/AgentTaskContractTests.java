package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AgentTaskContractTests {

    private static final String WHOLE = """
            {"task_id": "018f3a52-6c4e-7b2a-9d10-3f5e8c1b2a47", "parent_goal_id": "any text", "type": "RESEARCH",
             "payload": {"goal": "coffee"}, "constraints": {"max_cost_usd": 0.5, "voice_ref": "SOUL.md"},
             "status": "PENDING", "confidence_score": 0.5}
            """;

    /** The document above, with one member replaced, or removed when there is no value. */
    private static String with(String member, String value) {
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(WHOLE);
        document.remove(member);
        if (!value.isEmpty()) {
            document.set(member, JsonMapper.shared().readTree(value));
        }
        return document.toString();
    }

    @Test
    void acceptsADocumentWithEveryMember() throws Exception {
        assertThat(AgentTaskContract.parse(WHOLE).path("payload").path("goal").stringValue())
                .isEqualTo("coffee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"task_id", "type", "payload", "status"})
    void refusesADocumentWithoutARequiredMember(String member) {
        assertThatThrownBy(() -> AgentTaskContract.parse(with(member, "")))
                .isInstanceOf(AgentTaskContract.ViolationException.class)
                .hasMessageContaining(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parent_goal_id", "constraints", "confidence_score"})
    void acceptsADocumentWithoutAnOptionalMember(String member) throws Exception {
        assertThat(AgentTaskContract.parse(with(member, "")).has(member)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task_id|7",
                "task_id|''",
                "task_id|null",
                "task_id|'\"\"'",
                "task_id|'\"018f3a526c4e7b2a9d103f5e8c1b2a47\"'",
                "task_id|'\"018f3a52-6c4e-7b2a-9d10-3f5e8c1b2a4\"'",
                "task_id|'\"018f3a52-6c4e-7b2a-9d10-3f5e8c1b2a4g\"'",
                "task_id|'\"{018f3a52-6c4e-7b2a-9d10-3f5e8c1b2a47}\"'",
                "task_id|'\"018f3a52-6c4e-7b2a-9d10-3f5e8c1b2a47\\n\"'",
                "task_id|'\"1-1-1-1-1\"'",
                "parent_goal_id|7",
                "parent_goal_id|null",
                "type|'\"POST\"'",
                "type|'\"research\"'",
                "type|null",
                "payload|'\"text\"'",
                "payload|[]",
                "payload|null",
                "constraints|[]",
                "constraints|null",
                "constraints|'{\"max_cost_usd\":\"5\"}'",
                "constraints|'{\"voice_ref\":5}'",
                "status|'\"DONE\"'",
                "status|'\"CANCELLED\"'",
                "status|null",
                "confidence_score|-0.01",
                "confidence_score|1.01",
                "confidence_score|'\"0.5\"'",
                "confidence_score|null"
            })
    void refusesAMemberThatIsNotWhatTheContractSays(String member, String value) {
        assertThatThrownBy(() -> AgentTaskContract.parse(with(member, value == null ? "" : value)))
                .isInstanceOf(AgentTaskContract.ViolationException.class)
                .hasMessageContaining(member);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task_id|'\"018F3A52-6C4E-7B2A-9D10-3F5E8C1B2A47\"'",
                "type|'\"CONTENT_GEN\"'",
                "type|'\"TRANSACTION\"'",
                "type|'\"ENGAGEMENT\"'",
                "status|'\"IN_PROGRESS\"'",
                "status|'\"REVIEW\"'",
                "status|'\"COMPLETED\"'",
                "status|'\"FAILED\"'",
                "confidence_score|0",
                "confidence_score|1",
                "constraints|{}",
                "payload|{}"
            })
    void acceptsEveryValueThatTheContractNames(String member, String value) throws Exception {
        assertThat(AgentTaskContract.parse(with(member, value)).has(member)).isTrue();
    }

    @Test
    void keepsMembersThatTheContractDoesNotName() throws Exception {
        ObjectNode kept = AgentTaskContract.parse(with("trace", "{\"span\": [1, null]}"));
        assertThat(kept.path("trace").toString()).isEqualTo("{\"span\":[1,null]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "coffee", "{", "{}{}", "[]", "null", "7", "\"{}\"", "{\"task_id\":}", "\u0000"})
    void refusesWhatIsNotAJsonObject(String text) {
        assertThatThrownBy(() -> AgentTaskContract.parse(text))
                .isInstanceOf(AgentTaskContract.ViolationException.class);
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        assertThatThrownBy(() -> AgentTaskContract.parse("[".repeat(100_000)))
                .isInstanceOf(AgentTaskContract.ViolationException.class);
    }

    @Test
    void countsBytesAndNotCharacters() throws Exception {
        String ofTwoBytes = "\"" + "é".repeat(AgentTaskContract.MAX_BYTES / 2) + "\"";
        assertThatThrownBy(() -> AgentTaskContract.parse(with("note", ofTwoBytes)))
                .isInstanceOf(AgentTaskContract.ViolationException.class)
                .hasMessage("longer than 262144 bytes, with its numbers written out");
        String fits = "\"" + "e".repeat(AgentTaskContract.MAX_BYTES - 1_000) + "\"";
        assertThat(AgentTaskContract.parse(with("note", fits)).has("note")).isTrue();
    }

    @Test
    void saysWhereAndWhyAndNoMoreThanFiveReasons() {
        assertThatThrownBy(() -> AgentTaskContract.parse("""
                        {"task_id": 1, "parent_goal_id": 1, "type": 1, "payload": 1, "constraints": 1, "status": 1}
                        """))
                .satisfies(violation -> assertThat(
                                String.valueOf(violation.getMessage()).split("; "))
                        .hasSize(5)
                        .allMatch(reason -> reason.startsWith("/")));
    }
}
