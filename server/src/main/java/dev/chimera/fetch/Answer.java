package dev.chimera.fetch;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What an address answered, after all redirects.
 *
 * @param address where the answer came from
 * @param status 200 to 599, never a redirect
 * @param headers the first value of each, found by its name in any case
 * @param body as it came over the wire, without any decoding; unbounded, and gone when the reader returns
 */
public record Answer(WebAddress address, int status, Map<String, String> headers, InputStream body) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
