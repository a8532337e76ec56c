package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.SecretName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class XSectionTests {

    private static XSettings read(String agent) {
        return XSection.read(JsonMapper.shared().readTree(agent));
    }

    @Test
    void saysNothingWhereTheFileSaysNothing() {
        assertThat(read("{\"name\": \"Maya\"}")).isEqualTo(new XSettings(null, null));
    }

    @Test
    void readsTheNameOfASecret() {
        assertThat(read("{\"twitter\": \"x\", \"x\": {\"access_token\": \"env:MAYA_X_TOKEN\"}}"))
                .isEqualTo(new XSettings("x", new XSettings.AccessToken(SecretName.parse("env:MAYA_X_TOKEN"))));
    }

    @Test
    void readsTheFourNamesOfOAuth1() {
        assertThat(read("""
                        {"x": {"oauth1": {"consumer_key": "env:CK", "consumer_secret": "aws-sm:x#cs",
                                          "access_token": "home:at", "access_token_secret": "env:ATS"}}}
                        """))
                .isEqualTo(new XSettings(
                        null,
                        new XSettings.OAuth1(
                                SecretName.parse("env:CK"),
                                SecretName.parse("aws-sm:x#cs"),
                                SecretName.parse("home:at"),
                                SecretName.parse("env:ATS"))));
    }

    /** YAML 1.1 has made true and false of on and off by the time that the file arrives here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"on\" | true", "\"off\" | false", "true | true", "false | false"})
    void readsWhetherAnAgentMayActByItself(String written, boolean on) {
        assertThat(read("{\"own_calls\": " + written + "}").ownCalls()).isEqualTo(on);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"own_calls\": \"never\"} | INVALID_CAMPAIGN | agent.own_calls is neither on nor off",
                "{\"own_calls\": \"\"} | INVALID_CAMPAIGN | agent.own_calls",
                "{\"own_calls\": null} | INVALID_CAMPAIGN | agent.own_calls",
                "{\"own_calls\": 0} | INVALID_CAMPAIGN | agent.own_calls",
                "{\"own_calls\": [\"off\"]} | INVALID_CAMPAIGN | agent.own_calls",
                "{\"own_calls\": {\"off\": true}} | INVALID_CAMPAIGN | agent.own_calls",
                "{\"twitter\": \"mastodon\"} | INVALID_CAMPAIGN | mastodon",
                "{\"twitter\": null} | INVALID_CAMPAIGN | agent.twitter",
                "{\"x\": null} | INVALID_CAMPAIGN | agent.x is not a set of keys",
                "{\"x\": \"env:T\"} | INVALID_CAMPAIGN | agent.x is not a set of keys",
                "{\"x\": {}} | INVALID_CAMPAIGN | no way in",
                "{\"x\": {\"access_token\": \"env:T\", \"oauth1\": {}}} | INVALID_CAMPAIGN | two ways in",
                "{\"x\": {\"access_token\": 5}} | INVALID_CAMPAIGN | agent.x.access_token",
                "{\"x\": {\"token\": \"env:T\"}} | UNKNOWN_KEY | agent.x.token",
                "{\"x\": {\"oauth1\": {\"consumer_key\": \"env:CK\"}}} | INVALID_CAMPAIGN | agent.x.oauth1.consumer_secret",
                "{\"x\": {\"oauth1\": {\"key\": \"env:CK\"}}} | UNKNOWN_KEY | agent.x.oauth1.key",
            })
    void refusesWhatItDoesNotUnderstandAndNamesThePath(String agent, String code, String says) {
        ChimeraException refused = catchThrowableOfType(ChimeraException.class, () -> read(agent));
        assertThat(refused.failure().code()).isEqualTo(code);
        assertThat(refused.failure().message()).contains(says);
    }

    @Test
    void neverRepeatsATokenThatStandsWhereItsNameShould() {
        ChimeraException refused = catchThrowableOfType(
                ChimeraException.class, () -> read("{\"x\": {\"access_token\": \"AAAA1234567890secretsecret\"}}"));
        assertThat(refused.failure().code()).isEqualTo("INVALID_SECRET_NAME");
        assertThat(refused.failure().message())
                .startsWith("agent.x.access_token: ")
                .doesNotContain("secretsecret");
    }
}
