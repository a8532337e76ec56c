package dev.chimera.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** The clock, the zone of the person who reads, and how waiting is done. */
record Timing(InstantSource clock, ZoneId zone, Pacer pacer) {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter THIS_YEAR = DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ENGLISH);

    static Timing ofProcess() {
        return new Timing(InstantSource.system(), ZoneId.systemDefault(), Thread::sleep);
    }

    /** An ISO-8601 instant as local time, as short as it can be understood today; anything else unchanged. */
    String shortly(String timestamp) {
        try {
            return shortly(OffsetDateTime.parse(timestamp).toInstant());
        } catch (DateTimeParseException e) {
            return timestamp;
        }
    }

    /** Like {@link #shortly(String)}, and how far away it is when it lies ahead. */
    String ahead(String timestamp) {
        try {
            Instant at = OffsetDateTime.parse(timestamp).toInstant();
            Duration left = Duration.between(clock.instant(), at);
            return left.isPositive() ? shortly(at) + " (in " + roughly(left) + ")" : shortly(at);
        } catch (DateTimeParseException e) {
            return timestamp;
        }
    }

    private String shortly(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        ZonedDateTime now = clock.instant().atZone(zone);
        if (local.toLocalDate().equals(now.toLocalDate())) {
            return TODAY.format(local);
        }
        return (local.getYear() == now.getYear() ? THIS_YEAR : FULL).format(local);
    }

    static String roughly(Duration left) {
        if (left.toSeconds() < 60) {
            return Math.max(1, left.toSeconds()) + " s";
        }
        if (left.toMinutes() < 120) {
            return (left.toSeconds() + 59) / 60 + " min";
        }
        return left.toHours() < 48 ? (left.toMinutes() + 30) / 60 + " h" : left.toDays() + " days";
    }
}
