package dev.chimera.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process ever held. */
final class PeakMemory {

    private PeakMemory() {}

    /** Resident megabytes as the kernel counted them ({@code VmHWM}); -1 where it does not say. */
    static long megabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1L);
    }
}
