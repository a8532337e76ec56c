package dev.chimera.worker.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates as feeds write them: RFC 822 and its variants, ISO 8601 and its variants. */
final class FeedDate {

    private static final int LONGEST = 60;
    private static final String TIME = "(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]{1,9})?"
            + " ?([A-Za-z]{1,5}|[+-][0-9]{1,2}:?[0-9]{2})?)?.*";
    private static final Pattern RFC = Pattern.compile(
            "(?:[A-Za-z]{2,9}[,.]? +)?([0-9]{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\\.?[ -]([0-9]{2,4})" + TIME);
    private static final Pattern ISO = Pattern.compile("([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?" + TIME);
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Map<String, Integer> HOURS = Map.of(
            "est", -5, "edt", -4, "cst", -6, "cdt", -5, "mst", -7, "mdt", -6, "pst", -8, "pdt", -7, "cet", 1, "cest",
            2);

    private FeedDate() {}

    /** Null where it is none. */
    static @Nullable Instant parse(String written) {
        String text = written.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        try {
            Matcher rfc = RFC.matcher(text);
            if (rfc.matches()) {
                int month = MONTHS.indexOf(rfc.group(2).toLowerCase(Locale.ROOT)) + 1;
                return instant(year(rfc.group(3)), month, number(rfc.group(1), 1), rfc);
            }
            Matcher iso = ISO.matcher(text);
            return iso.matches()
                    ? instant(number(iso.group(1), 0), number(iso.group(2), 1), number(iso.group(3), 1), iso)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant instant(int year, int month, int day, Matcher time) {
        int hour = number(time.group(4), 0);
        return LocalDateTime.of(year, month, day, hour, number(time.group(5), 0), number(time.group(6), 0))
                .toInstant(offset(time.group(7)));
    }

    private static int year(String written) {
        int year = Integer.parseInt(written);
        return written.length() > 2 ? year : year + (year < 70 ? 2000 : 1900);
    }

    private static int number(@Nullable String written, int otherwise) {
        return written == null ? otherwise : Integer.parseInt(written);
    }

    private static ZoneOffset offset(@Nullable String zone) {
        if (zone == null || zone.isEmpty()) {
            return ZoneOffset.UTC;
        }
        if (Character.isLetter(zone.charAt(0))) {
            return ZoneOffset.ofHours(HOURS.getOrDefault(zone.toLowerCase(Locale.ROOT), 0));
        }
        String digits = zone.substring(1).replace(":", "");
        int minutes = Integer.parseInt(digits.substring(0, digits.length() - 2)) * 60
                + Integer.parseInt(digits.substring(digits.length() - 2));
        return ZoneOffset.ofTotalSeconds((zone.charAt(0) == '-' ? -60 : 60) * minutes);
    }
}
