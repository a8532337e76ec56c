package dev.chimera.cli;

/** Colours for one output stream; without colour every method answers its text unchanged. */
record Ink(boolean coloured) {

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String cyan(String text) {
        return paint("36", text);
    }

    /** A task's, campaign's or effect's status in the colour of how good that is. */
    String status(String text) {
        return switch (text.strip()) {
            case "COMPLETED", "CONFIRMED", "active", "ACTIVE", "ok" -> green(text);
            case "REVIEW", "PAUSED", "paused", "UNKNOWN" -> yellow(text);
            case "FAILED", "away" -> red(text);
            case "IN_PROGRESS", "SENDING" -> cyan(text);
            default -> text;
        };
    }

    private String paint(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
