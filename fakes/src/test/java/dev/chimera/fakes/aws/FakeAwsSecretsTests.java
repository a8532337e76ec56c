package dev.chimera.fakes.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the real client can't ask for, because it always does it right. The rest is tested through it, in the server. */
class FakeAwsSecretsTests {

    private static final String SIGNATURE = "AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/secretsmanager/"
            + "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0f".repeat(32);

    private static FakeAwsSecrets fake;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        fake = FakeAwsSecrets.start();
        fake.put("greeting", "good morning");
    }

    @AfterAll
    static void stop() throws IOException {
        fake.close();
        HTTP.close();
    }

    private static HttpResponse<String> call(String operation, String authorization, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(fake.url())
                .header("X-Amz-Target", "secretsmanager." + operation)
                .header("X-Amz-Date", "20261124T000000Z")
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void answersASignedRequestAndSaysWhatItIs() throws Exception {
        HttpResponse<String> answer = call("GetSecretValue", SIGNATURE, "{\"SecretId\":\"greeting\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"SecretString\":\"good morning\"");
        assertThat(answer.headers().firstValue("Server")).contains("chimera-fake-aws-secrets-manager");
    }

    @Test
    void refusesARequestThatNobodySigned() throws Exception {
        HttpResponse<String> unsigned = call("GetSecretValue", "", "{\"SecretId\":\"greeting\"}");
        HttpResponse<String> odd = call("GetSecretValue", "Bearer me", "{\"SecretId\":\"greeting\"}");

        assertThat(unsigned.statusCode()).isEqualTo(400);
        assertThat(unsigned.body()).contains("MissingAuthenticationTokenException");
        assertThat(odd.body()).contains("IncompleteSignatureException");
    }

    @Test
    void hasNoOtherOperations() throws Exception {
        assertThat(call("DeleteSecret", SIGNATURE, "{}").body()).contains("UnknownOperationException");
    }

    @Test
    void refusesAnotherValueUnderTheSameToken() throws Exception {
        String put = "{\"SecretId\":\"greeting\",\"ClientRequestToken\":\"" + "t".repeat(32) + "\",\"SecretString\":\"";

        assertThat(call("PutSecretValue", SIGNATURE, put + "hello\"}").statusCode())
                .isEqualTo(200);
        assertThat(call("PutSecretValue", SIGNATURE, put + "hello\"}").statusCode())
                .isEqualTo(200);
        assertThat(call("PutSecretValue", SIGNATURE, put + "other\"}").body()).contains("ResourceExistsException");
        fake.put("greeting", "good morning");
    }
}
