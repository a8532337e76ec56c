package dev.chimera.api;

import dev.chimera.failure.Failure;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what an endpoint throws, and what Spring MVC refuses before one is reached, into an {@link Answer}. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    /** Seconds after which it makes sense to ask again when something is away. */
    private static final String RETRY_AFTER = "2";

    @ExceptionHandler
    ResponseEntity<Answer.Body> unexpected(Throwable thrown, HttpServletRequest request) {
        return respond(answer(thrown, request.getMethod(), request.getRequestURI()), new HttpHeaders());
    }

    /** What became of it, and one line in the log where somebody has to look. */
    static Answer answer(Throwable thrown, String method, String path) {
        Optional<Answer> known = Answer.ofKnown(thrown);
        if (known.isPresent()) {
            Answer answer = known.get();
            if (answer.status().is5xxServerError()) {
                LOG.warn("{} {}: {}: {}", method, path, answer.failure().code(), thrown.getMessage());
            }
            return answer;
        }
        String correlation = UUID.randomUUID().toString();
        LOG.error("{} {} failed, {}", method, path, correlation, thrown);
        return Answer.internal(correlation);
    }

    /** For what was refused, or broke, outside of Spring MVC: a status, and the throwable where there is one. */
    static Answer answer(int status, @Nullable Throwable thrown, String method, String path) {
        if (thrown != null) {
            return answer(thrown, method, path);
        }
        return status >= 500 && status != HttpStatus.SERVICE_UNAVAILABLE.value()
                ? answer(new IllegalStateException("answered with status " + status), method, path)
                : Answer.of(HttpStatusCode.valueOf(status), method, path);
    }

    static ResponseEntity<Answer.Body> respond(Answer answer, HttpHeaders headers) {
        HttpHeaders sent = new HttpHeaders();
        sent.putAll(headers);
        sent.setContentType(MediaType.APPLICATION_JSON);
        if (answer.status().isSameCodeAs(HttpStatus.UNAUTHORIZED)) {
            sent.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        } else if (answer.status().isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
            sent.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return new ResponseEntity<>(answer.body(), sent, answer.status());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception thrown, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletRequest http = ((ServletWebRequest) request).getRequest();
        ResponseEntity<Answer.Body> response =
                respond(refusal(thrown, status, http.getMethod(), http.getRequestURI()), headers);
        return new ResponseEntity<>(response.getBody(), response.getHeaders(), response.getStatusCode());
    }

    private static Answer refusal(Exception thrown, HttpStatusCode status, String method, String path) {
        Optional<Answer> known = Answer.ofKnown(thrown);
        if (known.isPresent()) {
            return known.get();
        }
        if (status.isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)) {
            return answer(thrown, method, path);
        }
        return switch (thrown) {
            case HttpMessageNotReadableException _ ->
                new Answer(
                        status,
                        new Failure(
                                "INVALID_JSON",
                                "the body is not the JSON that is expected here",
                                "send one JSON object in UTF-8"));
            case MissingServletRequestParameterException e ->
                new Answer(
                        status,
                        new Failure(
                                "INVALID_PARAMETER",
                                "the parameter " + e.getParameterName() + " is missing",
                                "add it"));
            case TypeMismatchException e ->
                new Answer(
                        status,
                        new Failure(
                                "INVALID_PARAMETER",
                                "the parameter " + e.getPropertyName() + " has a value that it can't have",
                                "correct it"));
            default -> Answer.of(status, method, path);
        };
    }
}
