package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Lets an endpoint say {@code Caller.Person} among its parameters, and be sure that there is one. */
final class PersonArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.Person.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        ServletRequest servletRequest = request.getNativeRequest(ServletRequest.class);
        if (servletRequest == null) {
            throw new IllegalStateException("not a servlet request: " + request);
        }
        return switch (RequestCaller.of(servletRequest)) {
            case Caller.Person person -> person;
            case Caller.Agent _, Caller.Service _ ->
                throw new ChimeraException(
                        ChimeraException.Kind.FORBIDDEN, Failure.of("FORBIDDEN", "this is for people only"));
        };
    }
}
