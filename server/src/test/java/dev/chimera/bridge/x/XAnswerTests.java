package dev.chimera.bridge.x;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whom a refusal of X means: a post, which then fails for good, or us, and then what was approved waits. */
class XAnswerTests {

    private static XAnswer answer(int status, String body) {
        return new XAnswer(
                status,
                HttpHeaders.of(Map.of(), (_, _) -> true),
                JsonMapper.shared().readTree(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "403 | {`type`:`https://api.x.com/2/problems/client-forbidden`,`title`:`Client Forbidden`,`reason`:`client-not-enrolled`}",
                "403 | {`title`:`Unsupported Authentication`,`type`:`https://api.x.com/2/problems/unsupported-authentication`}",
                "403 | {`errors`:[{`code`:453,`message`:`You currently have access to a subset of X API V2 endpoints`}]}",
                "403 | {`title`:`Forbidden`,`detail`:`Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.`}",
                "403 | {`title`:`Forbidden`,`type`:`about:blank`,`detail`:`The scope tweet.write is missing`}",
                "403 | {`errors`:[{`code`:64,`message`:`Your account is suspended and is not permitted to access this feature.`}]}",
                "403 | {`errors`:[{`code`:326,`message`:`To protect our users, this account is temporarily locked.`}]}",
                "403 | {`error`:`insufficient_scope`}",
                "404 | {}",
                "415 | {}"
            })
    void meansUs(int status, String body) {
        assertThat(answer(status, body.replace('`', '"')).refusesUs()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "403 | {`title`:`Forbidden`,`detail`:`You are not permitted to perform this action.`,`type`:`about:blank`}",
                "403 | {`detail`:`You are not allowed to create a Tweet with duplicate content.`,`title`:`Forbidden`}",
                "400 | {`errors`:[{`message`:`Your Tweet text is too long`}],`title`:`Invalid Request`}",
                "403 | {}",
                "403 | `not even JSON`",
                // What X repeats of the post is not what X says.
                "403 | {`detail`:`This post can't be sent.`,`errors`:[{`message`:`It looks automated.`,`parameters`:{`text`:[`Why an account is suspended, and the scope of it`]}}]}",
                "403 | {`detail`:`This post can't be sent.`,`value`:`On app permissions: what they are`}"
            })
    void meansThePost(int status, String body) {
        assertThat(answer(status, body.replace('`', '"')).refusesUs()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "403 | {`detail`:`You are not allowed to create a Tweet with duplicate content.`} | true",
                "403 | {`errors`:[{`code`:187,`message`:`Status is a duplicate.`}]} | true",
                "400 | {`detail`:`You are not allowed to create a Tweet with duplicate content.`} | false",
                "403 | {`detail`:`Not this one.`,`errors`:[{`parameters`:{`text`:[`Duplicate content is dull`]}}]} | false"
            })
    void knowsADuplicate(int status, String body, boolean duplicate) {
        assertThat(answer(status, body.replace('`', '"')).refusesDuplicate()).isEqualTo(duplicate);
    }
}
