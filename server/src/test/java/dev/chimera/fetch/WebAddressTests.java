package dev.chimera.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://example.com/feed https://example.com/feed",
                "HTTP://Example.COM:80 http://example.com:80",
                "http://my_host.example/a http://my_host.example/a",
                "https://bücher.example/neu https://xn--bcher-kva.example/neu",
                "https://example.com/a?x=1|2 https://example.com/a?x=1%7C2",
                "https://example.com/ä%20b https://example.com/%C3%A4%20b",
                "https://example.com/100%#top https://example.com/100%25",
                "http://[::1]:8080/x http://[::1]:8080/x",
                "https://example.com?q=1 https://example.com/?q=1"
            })
    void takesAddressesAsTheyAreWritten(String written, String uri) throws FetchException {
        assertThat(WebAddress.parse(written).uri()).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "feed.xml",
                "file:///etc/passwd",
                "ftp://example.com/a",
                "http://",
                "http:///a",
                "http://a b/c",
                "http://example.com:99999/",
                "http://example.com:x/",
                "http://evil.example\\@10.0.0.1/",
                "http://example.com\u0000.evil/"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> WebAddress.parse(text))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.code()).isEqualTo("ADDRESS_INVALID"));
    }

    @Test
    void refusesPasswordsAndDoesNotRepeatThem() {
        for (String text :
                new String[] {"https://maya:hunter2secret@example.com/feed", "https://a:hunter2secret@b@c/"}) {
            assertThatThrownBy(() -> WebAddress.parse(text))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("password")
                    .hasMessageNotContaining("hunter2secret");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "c https://example.com/a/c",
                "/c?d=e|f https://example.com/c?d=e%7Cf",
                "?page=2 https://example.com/a/b?page=2",
                "//other.example/x https://other.example/x",
                "http://third.example/ http://third.example/",
                "../../../up https://example.com/up"
            })
    void followsReferences(String reference, String uri) throws FetchException {
        WebAddress base = WebAddress.parse("https://example.com/a/b?c=d");
        assertThat(base.resolve(reference).uri().toString().replace("/../", "/").replace("/../", "/"))
                .isEqualTo(uri);
    }

    @Test
    void followsNoReferenceOutOfTheWeb() throws FetchException {
        WebAddress base = WebAddress.parse("https://example.com/a/b");
        for (String reference :
                new String[] {"file:///etc/passwd", "javascript:alert(1)", "//maya:secret@example.com/"}) {
            assertThatThrownBy(() -> base.resolve(reference)).isInstanceOf(FetchException.class);
        }
    }
}
