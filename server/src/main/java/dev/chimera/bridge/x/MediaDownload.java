package dev.chimera.bridge.x;

import dev.chimera.failure.ChimeraException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Fetches a medium from an http(s) address, bounded in size, time and redirects. Never from the own network, wherever a
 * redirect leads: whoever may name an address must not be able to look around behind our door.
 */
@Component
class MediaDownload {

    private static final int MOST_REDIRECTS = 5;
    private static final int OK = 200;

    private final HttpClient client;
    private final XProperties properties;

    MediaDownload(XProperties properties) {
        this.properties = properties;
        this.client = HttpClient.newBuilder()
                .connectTimeout(properties.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @throws ChimeraException MEDIA_FAILED, MEDIA_KIND_UNKNOWN, MEDIA_TOO_LARGE */
    Medium fetch(String location) {
        try (ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Medium> pending = fetching.submit(() -> follow(location));
            try {
                return pending.get(properties.mediaTimeout().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                throw failed(
                        location,
                        "took longer than " + properties.mediaTimeout().toSeconds() + " s");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ChimeraException known ? known : failed(location, "can't be read");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw failed(location, "was not waited for");
            } finally {
                pending.cancel(true);
            }
        }
    }

    private Medium follow(String location) throws InterruptedException {
        URI address = parse(location, location);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            requirePublic(address);
            try {
                HttpResponse<InputStream> answer = client.send(
                        HttpRequest.newBuilder(address)
                                .timeout(properties.timeout())
                                .header("User-Agent", "Chimera (media)")
                                .build(),
                        BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    String next = answer.headers().firstValue("location").orElse("");
                    if (answer.statusCode() / 100 == 3 && !next.isEmpty()) {
                        address = parse(resolved(address, next), location);
                        continue;
                    }
                    if (answer.statusCode() != OK) {
                        throw failed(location, "answered " + answer.statusCode());
                    }
                    return Medium.receive(body, properties.mostVideoBytes());
                }
            } catch (IOException e) {
                throw failed(location, "can't be reached (" + e.getClass().getSimpleName() + ")");
            }
        }
        throw failed(location, "has more than " + MOST_REDIRECTS + " redirects");
    }

    private static String resolved(URI address, String next) {
        try {
            return address.resolve(next).toString();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static URI parse(String text, String location) {
        try {
            URI uri = URI.create(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Said below, as for every other text that is no address.
        }
        throw failed(location, "is no http or https address, or leads to none");
    }

    private void requirePublic(URI address) {
        try {
            for (InetAddress ip : InetAddress.getAllByName(address.getHost())) {
                if (!properties.privateMedia() && isPrivate(ip)) {
                    throw failed(address.toString(), "is in a private network");
                }
            }
        } catch (UnknownHostException _) {
            throw failed(address.toString(), "names a host that is not there");
        }
    }

    private static boolean isPrivate(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        boolean uniqueLocal = ip instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
        // 100.64.0.0/10, which providers and clouds use inside.
        boolean shared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        return ip.isLoopbackAddress()
                || ip.isSiteLocalAddress()
                || ip.isLinkLocalAddress()
                || ip.isAnyLocalAddress()
                || ip.isMulticastAddress()
                || uniqueLocal
                || shared;
    }

    private static ChimeraException failed(String location, String why) {
        String shown = location.length() > 200 ? location.substring(0, 200) + "…" : location;
        return ChimeraException.badInput(
                "MEDIA_FAILED", shown.replaceAll("\\p{Cntrl}", " ") + " " + why, "give a public address, or a file");
    }
}
