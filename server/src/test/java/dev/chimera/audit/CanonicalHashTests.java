package dev.chimera.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.failure.ChimeraException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalHashTests {

    private static CanonicalHash hash() {
        return new CanonicalHash("test");
    }

    @Test
    void isSha256OverLengthsAndFieldsAsTheDocumentationSays() throws Exception {
        UUID id = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        byte[] fields = ByteBuffer.allocate(100)
                .putInt(4)
                .put("test".getBytes(UTF_8))
                .putInt(8)
                .putLong(-7)
                .putInt(16)
                .put(HexFormat.of().parseHex("00112233445566778899aabbccddeeff"))
                .putInt(-1)
                .putInt(3)
                .put("aé".getBytes(UTF_8))
                .flip()
                .slice()
                .array();
        int length = 4 + 4 + 4 + 8 + 4 + 16 + 4 + 4 + 3;
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(fields, 0, length);

        assertThat(hash().number(-7).uuid(id).text(null).text("aé").digest()).isEqualTo(Sha256.of(sha.digest()));
    }

    @Test
    void tellsNullFromEmptyAndFieldsApart() {
        assertThat(hash().text(null).digest()).isNotEqualTo(hash().text("").digest());
        assertThat(hash().text("ab").text("c").digest())
                .isNotEqualTo(hash().text("a").text("bc").digest());
        assertThat(hash().uuid(null).digest()).isNotEqualTo(hash().digest());
        assertThat(new CanonicalHash("row").number(1).digest())
                .isNotEqualTo(new CanonicalHash("block").number(1).digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "7", "7:", "-1:00", "x:00", "7:zz", "99999999999999999999:00", "7:é"})
    void refusesAnAnchorThatIsNone(String text) {
        assertThatThrownBy(() -> Anchor.parse(text))
                .isInstanceOf(ChimeraException.class)
                .hasMessageContaining("INVALID_ANCHOR");
    }

    @Test
    void readsAnAnchorAsItIsLogged() {
        Anchor anchor = Anchor.parse("7:" + "0A".repeat(32));
        assertThat(anchor.height()).isEqualTo(7);
        assertThat(anchor.hash()).hasToString("0a".repeat(32));
    }
}
