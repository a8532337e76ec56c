package dev.chimera.bridge.x;

import dev.chimera.failure.ChimeraException;
import dev.chimera.fetch.Answer;
import dev.chimera.fetch.Errand;
import dev.chimera.fetch.FetchException;
import dev.chimera.fetch.Fetcher;
import dev.chimera.fetch.WebAddress;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Fetches a medium from an http(s) address, bounded in size, time and redirects, and as {@link Fetcher} lets it. */
@Component
class MediaDownload {

    private static final int OK = 200;

    private final Fetcher fetcher;
    private final XProperties properties;

    MediaDownload(Fetcher fetcher, XProperties properties) {
        this.fetcher = fetcher;
        this.properties = properties;
    }

    /** @throws ChimeraException ADDRESS_REFUSED, MEDIA_FAILED, MEDIA_KIND_UNKNOWN, MEDIA_TOO_LARGE */
    Medium fetch(String location) {
        Errand errand = new Errand("Chimera (media)", "*/*", properties.timeout(), properties.mediaTimeout());
        try {
            return fetcher.get(WebAddress.parse(location), errand, this::received);
        } catch (FetchException e) {
            String code = e.code().equals("ADDRESS_REFUSED") ? e.code() : "MEDIA_FAILED";
            throw ChimeraException.badInput(code, String.valueOf(e.getMessage()), "give a public address, or a file");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ChimeraException.badInput("MEDIA_FAILED", "the medium was not waited for", "try again");
        }
    }

    private Medium received(Answer answer) throws IOException {
        if (answer.status() != OK) {
            throw new FetchException("MEDIA_FAILED", answer.address() + ": answered " + answer.status());
        }
        return Medium.receive(answer.body(), properties.mostVideoBytes());
    }
}
