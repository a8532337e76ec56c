package dev.chimera.bridge.x;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What can be posted with a tweet, known by its first bytes: a name or a header may be wrong. */
enum MediaKind {
    JPEG("image/jpeg", "tweet_image", 5 << 20),
    PNG("image/png", "tweet_image", 5 << 20),
    WEBP("image/webp", "tweet_image", 5 << 20),
    GIF("image/gif", "tweet_gif", 15 << 20),
    MP4("video/mp4", "tweet_video", 512 << 20);

    /** As many bytes as it takes to tell. */
    static final int TELLING = 12;

    /** Boxes of the same form that are no video, or none that X takes. */
    private static final Set<String> OTHER_BRANDS = Set.of("heic", "heix", "mif1", "msf1", "avif", "avis", "qt  ");

    private final String type;
    private final String category;
    private final long most;

    MediaKind(String type, String category, long most) {
        this.type = type;
        this.category = category;
        this.most = most;
    }

    /** As X's upload wants it. */
    String type() {
        return type;
    }

    String category() {
        return category;
    }

    /** X's own limit, in bytes. */
    long most() {
        return most;
    }

    static Optional<MediaKind> of(byte[] head) {
        if (head.length < TELLING) {
            return Optional.empty();
        }
        if (starts(head, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (starts(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(head, 0, 'G', 'I', 'F', '8') && (head[4] == '7' || head[4] == '9') && head[5] == 'a') {
            return Optional.of(GIF);
        }
        if (starts(head, 0, 'R', 'I', 'F', 'F') && starts(head, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        String brand = new String(Arrays.copyOfRange(head, 8, 12), StandardCharsets.ISO_8859_1);
        return starts(head, 4, 'f', 't', 'y', 'p') && !OTHER_BRANDS.contains(brand)
                ? Optional.of(MP4)
                : Optional.empty();
    }

    private static boolean starts(byte[] bytes, int at, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if ((bytes[at + i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
