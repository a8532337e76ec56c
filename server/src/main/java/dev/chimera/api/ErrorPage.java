package dev.chimera.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the servlet container sends what a filter threw or refused: it looks like every other error. */
@RestController
class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<Answer.Body> error(HttpServletRequest request) {
        String path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
                ? uri
                : request.getRequestURI();
        Answer answer = switch (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION)) {
            case Throwable thrown -> ErrorAdvice.answer(thrown, request.getMethod(), path);
            case null, default ->
                // Asked for directly there is no status: nothing is there.
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                        ? Answer.of(HttpStatusCode.valueOf(status), request.getMethod(), path)
                        : Answer.of(HttpStatusCode.valueOf(404), request.getMethod(), path);
        };
        return ErrorAdvice.respond(answer, new HttpHeaders());
    }
}
