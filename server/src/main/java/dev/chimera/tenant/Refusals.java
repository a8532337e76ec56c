package dev.chimera.tenant;

import dev.chimera.failure.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Answers a request that gets no further than the door, in the one form that every error has. */
record Refusals(JsonMapper json) {

    private record Body(Failure error) {}

    void send(HttpServletResponse response, int status, Failure failure) throws IOException {
        byte[] body = json.writeValueAsBytes(new Body(failure));
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
