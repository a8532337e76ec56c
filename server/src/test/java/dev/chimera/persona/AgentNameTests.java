package dev.chimera.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.failure.ChimeraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentNameTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"Maya Roast", "Zoë", "佐藤", "☕ Bean", "👩‍🍳 Chef", "می‌خواهم", "O'Neil & Söhne (Lisbon)", "50%"})
    void acceptsWhatPeopleAreCalled(String name) {
        assertThat(new AgentName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000b", "a\u202eb", "\u200b", "a/b", "a\\b", ".", "..", "\ud800"})
    void refusesWhatCantBeShownOrAddressed(String name) {
        assertThatThrownBy(() -> new AgentName(name))
                .isInstanceOf(ChimeraException.class)
                .hasMessageStartingWith("INVALID_AGENT_NAME: agent.name")
                .message()
                .doesNotContain("\n", "\u0000", "\u202e");
    }

    @Test
    void countsCharactersAndNotHalvesOfThem() {
        assertThat(new AgentName("☕".repeat(100)).value()).hasSize(100);
        assertThat(new AgentName("😀".repeat(100)).value()).hasSize(200);
        assertThatThrownBy(() -> new AgentName("x".repeat(101))).hasMessageContaining("101 characters");
    }

    @Test
    void isTheSameInEveryUnicodeFormAndWithoutSpaceAround() {
        assertThat(new AgentName(" Zoe\u0308 ")).isEqualTo(new AgentName("Zoë"));
    }
}
