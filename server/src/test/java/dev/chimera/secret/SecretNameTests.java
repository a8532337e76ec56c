package dev.chimera.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.failure.ChimeraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SecretNameTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env:MAYA_X_TOKEN",
                "env:_A1",
                "env:TOKEN",
                "home:x-refresh.0198f4c2",
                "aws-sm:prod/maya#wallet_key",
                "aws-sm:prod/maya",
                "aws-sm:arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/maya-a1b2c3#key"
            })
    void isReadAndWrittenTheSame(String name) {
        assertThat(SecretName.parse(name)).hasToString(name);
        assertThat(SecretName.parse(name)).isEqualTo(SecretName.parse(name));
    }

    @Test
    void saysWhereASecretIs() {
        assertThat(SecretName.parse("env:A")).isEqualTo(new SecretName.Env("A"));
        assertThat(SecretName.parse("home:a")).isEqualTo(new SecretName.Home("a"));
        assertThat(SecretName.parse("aws-sm:a/b#c")).isEqualTo(new SecretName.AwsSm("a/b", "c"));
        assertThat(SecretName.parse("aws-sm:a/b")).isEqualTo(new SecretName.AwsSm("a/b", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "env:",
                "home:",
                "aws-sm:",
                "aws-sm:#key",
                "aws-sm:id#",
                "aws-sm:id#a#b",
                "aws-sm:id with blanks",
                "env: NAME",
                "env:NAME\n",
                "ENV:NAME",
                "vault:name",
                "home:../postgres/password",
                "home:.hidden",
                "home:a/b",
                "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
                "env:0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
                "env:c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318a",
                "env:C0883A69102937D6231471B5DBB6204FE5129617082792AE468D01A3F362318A",
                "sk-ant-api03-abcdefghijklmnopqrstuvwxyz",
                "env:sk_live_abcdefghijklmnop",
            })
    void isNothingElseAndNothingElseIsRepeated(String text) {
        assertThatExceptionOfType(ChimeraException.class)
                .isThrownBy(() -> SecretName.parse(text))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(ChimeraException.Kind.BAD_INPUT);
                    assertThat(e.failure().code()).isEqualTo("INVALID_SECRET_NAME");
                    assertThat(e.failure().message()).contains(text.length() + " characters");
                    if (text.length() > 8) {
                        assertThat(e.failure().toString()).doesNotContain(text.substring(4));
                    }
                });
    }

    @Test
    void aSecretShowsItselfToNobody() {
        Secret secret = new Secret(SecretName.parse("env:SHY"), "a-very-shy-value");

        assertThat(secret).hasToString("Secret[env:SHY]");
        assertThat(secret.reveal()).isEqualTo("a-very-shy-value");
        assertThat(secret).isEqualTo(new Secret(SecretName.parse("env:SHY"), "a-very-shy-value"));
        assertThat(secret).isNotEqualTo(new Secret(SecretName.parse("env:SHY"), "another-value"));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> JsonMapper.shared().writeValueAsString(secret))
                .withMessageNotContaining("a-very-shy-value");
    }
}
