package dev.chimera.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTests {

    private static final HexFormat HEX = HexFormat.of();

    private static String known(String name, String value) {
        Redaction.know(name, value);
        return value;
    }

    /** Nobody else's: what is known stays known as long as the JVM runs. */
    private static String random() {
        return "sk/" + UUID.randomUUID() + "+=";
    }

    @Test
    void putsTheNameWhereTheValueStood() {
        String value = known("env:A", random());

        assertThat(Redaction.of("the key is " + value + ", again " + value + value + "."))
                .isEqualTo("the key is [env:A], again [env:A][env:A].");
        assertThat(Redaction.of(value)).isEqualTo("[env:A]");
    }

    @Test
    void leavesATextWithoutSecretsAsItIs() {
        String value = known("env:B", random());
        String text = "nothing of " + value.substring(0, 15) + " here, nor " + value.substring(1);

        assertThat(Redaction.of(text)).isSameAs(text);
        assertThat(Redaction.of("")).isEmpty();
        assertThat(Redaction.of("short")).isEqualTo("short");
    }

    @Test
    void knowsAValueInTheFormsInWhichItLeavesAProgram() {
        String value = known("env:C", "pä\"ss/" + UUID.randomUUID() + " +*~\n\\");
        byte[] bytes = value.getBytes(UTF_8);
        String url = URLEncoder.encode(value, UTF_8);

        for (String form : new String[] {
            value,
            "pä\\\"ss/" + value.substring(6, 42) + " +*~\\n\\\\",
            url,
            url.replace("+", "%20").replace("*", "%2A").replace("%7E", "~"),
            url.toLowerCase(java.util.Locale.ROOT),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            HEX.formatHex(bytes),
            HEX.withUpperCase().formatHex(bytes),
            "0x" + HEX.formatHex(bytes)
        }) {
            assertThat(Redaction.of("<" + form + ">"))
                    .as(form)
                    .contains("[env:C]")
                    .doesNotContain(form);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "maya:", "some longer user name:"})
    void findsAValueInBase64WhereverItBeginsInIt(String before) {
        String value = known("env:D", random());
        String whole = before + value + ":and more";
        String encoded = Base64.getEncoder().encodeToString(whole.getBytes(UTF_8));

        String clean = Redaction.of("Basic " + encoded);

        assertThat(clean).contains("[env:D]");
        String rest = clean.substring("Basic ".length()).replace("[env:D]", "");
        assertThat(rest.length()).isLessThan(encoded.length() - value.length());
    }

    @Test
    void knowsTheKeyOfAWalletAsANumberToo() {
        String digits = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        known("env:E", "0x" + digits);

        assertThat(Redaction.of(digits)).isEqualTo("[env:E]");
        assertThat(Redaction.of("0X" + digits.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo("[env:E]");
        assertThat(Redaction.of("got bigint: " + new BigInteger(digits, 16))).isEqualTo("got bigint: [env:E]");
        assertThat(Redaction.of(Base64.getEncoder().encodeToString(HEX.parseHex(digits))))
                .startsWith("[env:E]")
                .hasSizeLessThan(12);
    }

    @Test
    void knowsTheLinesOfAKeyThatHasSeveral() {
        String line = UUID.randomUUID().toString().replace("-", "");
        known("env:F", "-----BEGIN PRIVATE KEY-----\n" + line + "\n-----END PRIVATE KEY-----\n");

        assertThat(Redaction.of("unexpected: " + line)).isEqualTo("unexpected: [env:F]");
        assertThat(Redaction.of("-----BEGIN PRIVATE KEY-----")).isEqualTo("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void knowsTheMostOfAValueWhereATextWasCutOff() {
        String value = known("env:CUT", random());

        assertThat(Redaction.of("refused " + value.substring(0, value.length() - 3)))
                .isEqualTo("refused [env:CUT]");
        assertThat(Redaction.of("refused " + value.substring(0, 25) + "…")).isEqualTo("refused [env:CUT]…");
        assertThat(Redaction.of("refused " + value.substring(0, 12))).isEqualTo("refused " + value.substring(0, 12));
        String brief = known("env:BRIEF", UUID.randomUUID().toString().substring(0, 13));
        assertThat(Redaction.of(brief.substring(0, 12))).isEqualTo(brief.substring(0, 12));
        assertThat(Redaction.of(brief)).isEqualTo("[env:BRIEF]");
    }

    @Test
    void prefersTheLongestThatBeginsAtAPlace() {
        String value = known("env:SHORT", random());
        known("env:LONG", value + "-and-more");

        assertThat(Redaction.of(value + "-and-more")).isEqualTo("[env:LONG]");
        assertThat(Redaction.of(value)).isEqualTo("[env:SHORT]");
    }

    @Test
    void doesNotLookForWhatCouldBeAnOrdinaryWord() {
        known("env:G", "ticket7");

        assertThat(Redaction.of("your ticket7 is here")).isEqualTo("your ticket7 is here");
    }

    @Test
    void forgetsTheOldestOfManyRotatedValuesAndNoOther() {
        String[] values = IntStream.rangeClosed(0, Redaction.VALUES_PER_NAME)
                .mapToObj(each -> known("env:H", random()))
                .toArray(String[]::new);

        assertThat(Redaction.of(values[0])).isEqualTo(values[0]);
        for (int i = 1; i < values.length; i++) {
            assertThat(Redaction.of(values[i])).isEqualTo("[env:H]");
        }
    }

    @Test
    void cleansWhateverAFailureSays() {
        String value = known("env:I", random());
        Failure failure = new Failure("SOME_CODE", "refused " + value, "replace " + value);

        assertThat(failure.message()).isEqualTo("refused [env:I]");
        assertThat(failure.hint()).isEqualTo("replace [env:I]");
        assertThat(new ChimeraException(ChimeraException.Kind.BAD_INPUT, failure))
                .hasMessage("SOME_CODE: refused [env:I]");
    }
}
