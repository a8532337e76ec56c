package dev.chimera.cli;

/** One line that turns while something is waited for: only where a line can be redrawn, and gone afterwards. */
final class Spinner implements AutoCloseable {

    private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Terminal terminal;
    private final String text;
    private int frame;

    Spinner(Terminal terminal, String text) {
        this.terminal = terminal;
        this.text = text;
    }

    void turn() {
        if (terminal.live()) {
            char dots = FRAMES.charAt(frame++ % FRAMES.length());
            terminal.err().print("\r" + terminal.errInk().cyan(String.valueOf(dots)) + " " + text + "\u001b[K");
            terminal.err().flush();
        }
    }

    @Override
    public void close() {
        if (frame > 0) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }
}
