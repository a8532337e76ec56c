package dev.chimera.worker;

import dev.chimera.persona.Soul;
import dev.chimera.worker.source.Channel;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds feeds that look like the agent's own: its name is theirs, or its SOUL.md names their site. They are offered as such
 * and never taken as such, because whose "we" is published as the agent's is for its operator to say.
 */
final class OwnFeeds {

    static final String CODE = "FEED_MAY_BE_OWN";

    /** A shorter name, such as {@code Ada}, is a word of many titles. */
    private static final int TELLING_NAME = 6;

    private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private OwnFeeds() {}

    static List<Channel> among(List<Channel> channels, Soul soul) {
        return channels.stream().filter(channel -> isOf(channel, soul)).toList();
    }

    /** What is said of one. */
    static String offer(Channel channel) {
        return "'" + shown(channel)
                + "' looks like the agent's own; where its words are the agent's, name it as {from: "
                + channel.location() + ", own: true}, where not, with own: false";
    }

    private static boolean isOf(Channel channel, Soul soul) {
        String name = plain(soul.name());
        boolean named = Stream.concat(Stream.of(channel.title()), channel.authors().stream())
                .map(OwnFeeds::plain)
                .anyMatch(title -> title.equals(name)
                        || (name.length() >= TELLING_NAME && (" " + title + " ").contains(" " + name + " ")));
        String host = host(channel.site());
        String said = String.join(" ", soul.voice(), String.join(" ", soul.values()), soul.backstory())
                .toLowerCase(Locale.ROOT);
        return named || (!host.isEmpty() && said.contains(host));
    }

    private static String shown(Channel channel) {
        String title = channel.title().isEmpty() ? channel.site() : channel.title();
        return title.length() > 80 ? title.substring(0, 80) : title;
    }

    private static String plain(String name) {
        return SIGNS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    }

    private static String host(String site) {
        try {
            String host = site.isEmpty() ? null : URI.create(site).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
