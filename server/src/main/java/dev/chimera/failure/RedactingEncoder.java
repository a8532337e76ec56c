package dev.chimera.failure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What another encoder made of an event, whatever its pattern or format, without the secrets in it. */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {

    private final Encoder<ILoggingEvent> encoder;

    RedactingEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
        setContext(encoder.getContext());
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] encoded = encoder.encode(event);
        if (encoded == null) {
            return new byte[0];
        }
        Charset charset = charset();
        String text = new String(encoded, charset);
        String clean = Credentials.hidden(Redaction.of(text));
        return clean.equals(text) ? encoded : clean.getBytes(charset);
    }

    private Charset charset() {
        if (encoder instanceof LayoutWrappingEncoder<ILoggingEvent> layout) {
            return layout.getCharset() == null ? Charset.defaultCharset() : layout.getCharset();
        }
        return StandardCharsets.UTF_8;
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public void stop() {
        encoder.stop();
        super.stop();
    }
}
